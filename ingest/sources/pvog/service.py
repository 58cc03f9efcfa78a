"""Makes a record of one description."""

import re
from collections.abc import Iterator

from ingest.sources.addresses import is_web_link
from ingest.sources.base import Found, Problem
from ingest.sources.blocks import paragraph, sections
from ingest.sources.days import iso_day
from ingest.sources.html.fragment import read_fragment_with_hidden
from ingest.sources.pvog.answers import Description, Link, Module, Unit
from ingest.sources.xzufi.modules import MODULES
from knowledge.languages import ORIGINAL
from knowledge.records import (
    Block,
    Item,
    Office,
    Portal,
    SectionName,
    Service,
    ServiceText,
    Source,
)

_KEY = "pvog"
#: XZuFi's text modules, and those that PVOG makes of XZuFi's modules with elements of their own.
_SECTIONS: dict[str, SectionName] = {
    **MODULES, "95": "duration", "97": "deadline", "98": "cost",
}  # fmt: skip
_FULL, _SHORT = "06", frozenset({"05", "24"})
#: Modules whose links are what they say: laws, forms.
_LINKS = frozenset({"07", "14"})
_PORTAL = "94"
_NOTHING = re.compile(r"(?:nicht angegeben|keine angaben?|entfällt|-|–)?\.?", re.IGNORECASE)


def record_id(id_: str) -> str:
    """The record of a service of the API."""
    return re.sub(r"[^a-z0-9]+", "-", f"pvog-{id_}".lower()).strip("-")


def read_service(description: Description, unit: Unit | None, office: str) -> Found | Problem:
    """The service; ``unit`` is who is in charge, ``office`` who is if that is not known."""
    place = f"PVOG, service {description.id}"
    title = " ".join(description.name.split())
    if not title:
        return Problem(place, "left out: it has no name")
    hidden: list[str] = []
    full = any(module.code == _FULL and module.text for module in description.modules)
    parts = [
        (_SECTIONS[module.code], blocks)
        for module in description.modules
        if module.code in _SECTIONS
        and not (full and module.code in _SHORT)  # it repeats the beginning of the full text
        and (blocks := list(_blocks(module, hidden)))
    ]
    if not parts:
        return Problem(place, "left out: it has no text")
    day = iso_day(description.changed) or iso_day(description.updated)
    as_of = day or "1970-01-01"
    portals = [*description.portals, *_links(description, _PORTAL)]
    url = next((link.uri for link in portals if is_web_link(link.uri)), None)
    text = ServiceText(
        language=ORIGINAL, title=title, status="original", updated=as_of, sections=sections(parts)
    )
    service = Service(
        id=record_id(description.id),
        leika=next((key for key in description.leika if re.fullmatch(r"\d{14}", key)), None),
        portal=Portal(url=url, kind="service_page") if url else None,
        online_url=next((o.uri for o in description.online if is_web_link(o.uri)), None),
        office=_office(unit) or Office(name=office),
        sources={_KEY: Source(title=f"PVOG: {title}", url=url, as_of=as_of, undated=day is None)},
        texts={ORIGINAL: text},
    )
    return Found(service, place, tuple(hidden))


def in_charge(description: Description) -> str | None:
    """The id of the office that is in charge; None if no one is named."""
    named = [o for o in description.organisations if o.role and o.role.code in {"01", "1"}]
    return next((organisation.id for organisation in named), None)


def _office(unit: Unit | None) -> Office | None:
    if unit is None or not unit.title:
        return None
    address = phone = None
    if unit.location:
        # A house comes before a post-office box.
        known = sorted(unit.location.addresses, key=lambda a: a.type != "Hausanschrift")
        whole = (f"{a.street}, {a.zip} {a.city}" for a in known if a.street and a.zip and a.city)
        address = next(whole, None)
        numbers = (c.value for c in unit.location.communications if c.code in {"01", "02"})
        phone = next((n for n in numbers if re.fullmatch(r"[\d +()/-]{5,}", n)), None)
    return Office(name=unit.title, address=address, phone=phone, source=_KEY)


def _blocks(module: Module, hidden: list[str]) -> Iterator[Block]:
    if not module.placeholder:
        blocks, unseen = read_fragment_with_hidden(module.text)
        hidden.extend(unseen)
        for block in blocks:
            if not _NOTHING.fullmatch(block.text.strip()):
                items = tuple(Item(text=i.text, sources=(_KEY,)) for i in block.items)
                yield Block(kind=block.kind, items=items)
    lines = []
    for detail in module.details:
        blocks, unseen = read_fragment_with_hidden(detail.text)
        hidden.extend(unseen)
        words = " ".join(item.text for block in blocks for item in block.items)
        lines.append(": ".join(filter(None, (detail.title.strip().rstrip(":"), words))))
    if module.code in _LINKS:
        lines += [link.title.strip() for link in module.links]
    if kept := [line for line in dict.fromkeys(lines) if not _NOTHING.fullmatch(line)]:
        if len(kept) == 1:
            yield paragraph(kept[0], _KEY)
        else:
            yield Block(kind="list", items=tuple(Item(text=k, sources=(_KEY,)) for k in kept))


def _links(description: Description, code: str) -> list[Link]:
    return [link for m in description.modules if m.code == code for link in m.links]
