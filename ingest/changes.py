"""What differs between two states of the records, as typed changes that can be told in prose."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from knowledge.languages import ORIGINAL, SIMPLE
from knowledge.records import Faq, Knowledge, Service, ServiceText

Kind = Literal["new", "withdrawn", "moved", "changed", "link"]
RecordKind = Literal["service", "faq", "city", "help_line"]

#: (part, language) of a record with its text; the language of what has none is "".
Parts = dict[tuple[str, str], str]

#: German texts this much alike are the same under another id ...
_ALIKE = 0.85
#: ... which is looked for only among so many pairs.
_PAIRS = 2_000
_LINK_PARTS = ("portal.url", "online")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs.

    ``part`` is what of the record: a section's name as ``section:cost``, ``title``, ``translation``,
    ``office.phone``, ``portal.url``, …; empty for the record as a whole.
    """

    kind: Kind
    record: RecordKind
    id: str
    title: str
    part: str = ""
    language: str = ""
    old: str = ""
    new: str = ""


def compare(old: Knowledge, new: Knowledge) -> list[Change]:
    """All changes from ``old`` to ``new``, record by record in the order of the new one."""
    found = [
        *_city(old, new),
        *_records("service", old.services, new.services),
        *_records("faq", old.faqs, new.faqs),
    ]
    return [change for change in found if change.old != change.new or not change.part]


def counts(changes: list[Change]) -> dict[str, int]:
    """Records by kind of change; a record counts once for each kind."""
    kinds = {(change.kind, change.record, change.id) for change in changes if not change.part}
    whole = {(record, id_) for _, record, id_ in kinds}
    kinds |= {
        ("link" if change.kind == "link" else "changed", change.record, change.id)
        for change in changes
        if change.part and (change.record, change.id) not in whole
    }
    return dict(sorted(Counter(kind for kind, _, _ in kinds).items()))


def lines(old: str, new: str) -> Iterator[tuple[str, str]]:
    """The lines that differ, as (old, new); one of the two is empty if it was added or left out."""
    before, after = old.splitlines(), new.splitlines()
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if b - a == d - c:
            yield from zip(before[a:b], after[c:d], strict=True)
        else:
            yield "\n".join(before[a:b]), "\n".join(after[c:d])


def _records(
    kind: RecordKind,
    old: Mapping[str, Service] | Mapping[str, Faq],
    new: Mapping[str, Service] | Mapping[str, Faq],
) -> Iterator[Change]:
    gone = {id_: record for id_, record in old.items() if id_ not in new}
    added = {id_: record for id_, record in new.items() if id_ not in old}
    before = _same(gone, added)
    for id_, record in new.items():
        title = _title(record)
        if id_ in old:
            previous: Service | Faq = old[id_]
            if (here := _place(previous)) != (there := _place(record)):
                yield Change("moved", kind, id_, title, "place", "", here, there)
            yield from _parts(kind, previous, record)
        elif id_ in before:
            yield Change("moved", kind, id_, title, "", "", before[id_], id_)
            yield from _parts(kind, gone[before[id_]], record)
        else:
            yield Change("new", kind, id_, title)
    for id_, record in gone.items():
        if id_ not in before.values():
            yield Change("withdrawn", kind, id_, _title(record))


def _parts(kind: RecordKind, old: Service | Faq, new: Service | Faq) -> Iterator[Change]:
    before, after, title = _flat(old), _flat(new), _title(new)
    languages_before = {language for _, language in before}
    languages_after = {language for _, language in after}
    for language in [code for code in _languages(new) if code not in languages_before]:
        yield Change("new", kind, new.id, title, "translation", language, "", _name(new, language))
    for language in [code for code in _languages(old) if code not in languages_after]:
        yield Change(
            "withdrawn", kind, new.id, title, "translation", language, _name(old, language), ""
        )
    both = languages_before & languages_after
    for key in dict.fromkeys((*before, *after)):
        part, language = key
        if language not in both:
            continue
        one, other = before.get(key, ""), after.get(key, "")
        is_link = part in _LINK_PARTS or (part.startswith("source:") and part.endswith(".url"))
        yield Change("link" if is_link else "changed", kind, new.id, title, part, language, one, other)  # fmt: skip


def _flat(record: Service | Faq) -> Parts:
    parts: Parts = {}
    if isinstance(record, Service):
        simple = {SIMPLE: record.simple} if record.simple else {}
        for language, text in {**record.texts, **simple}.items():
            parts |= {(part, language): words for part, words in _service_text(text).items()}
        if record.portal:
            parts["portal.url", ""] = record.portal.url
            parts["portal.kind", ""] = record.portal.kind
            parts["portal.search_for", ""] = record.portal.search_for or ""
        parts["online", ""] = record.online_url or ""
        parts["leika", ""] = record.leika or ""
        for name, value in record.office.model_dump().items():
            parts[f"office.{name}", ""] = value or ""
    else:
        for language, answer in record.texts.items():
            parts["question", language] = answer.question
            parts["answer", language] = "\n".join(block.text for block in answer.blocks)
            parts["aliases", language] = "\n".join(answer.aliases)
            parts["status", language] = answer.status
            parts["updated", language] = answer.updated
    for key, source in record.sources.items():
        for name, value in source.model_dump(exclude={"undated"}).items():
            parts[f"source:{key}.{name}", ""] = value or ""
    # What belongs to no language is compared whether or not there is something.
    parts.setdefault(("leika", ""), "")
    return parts


def _service_text(text: ServiceText) -> dict[str, str]:
    sections = {f"section:{section.name}": section.text for section in text.sections}
    return {
        "title": text.title,
        **sections,
        "aliases": "\n".join(text.aliases),
        "status": text.status,
        "updated": text.updated,
    }


def _city(old: Knowledge, new: Knowledge) -> Iterator[Change]:
    for name in ("name", "phone"):
        one, other = getattr(old.city, name), getattr(new.city, name)
        yield Change("changed", "city", "city", new.city.name, name, "", one, other)
    for id_ in dict.fromkeys((*old.help_lines, *new.help_lines)):
        before, after = old.help_lines.get(id_), new.help_lines.get(id_)
        if before is None or after is None:
            yield Change("withdrawn" if before else "new", "help_line", id_, id_)
            continue
        for name in ("number", "hours"):
            one, other = getattr(before, name) or "", getattr(after, name) or ""
            yield Change("changed", "help_line", id_, id_, name, "", one, other)


def _same(gone: Mapping[str, Service | Faq], added: Mapping[str, Service | Faq]) -> dict[str, str]:
    """New ids whose record was there under another one: by its page, or by its German words."""
    found: dict[str, str] = {}
    if not gone or not added or len(gone) * len(added) > _PAIRS:
        return found
    left = {id_: _german(record) for id_, record in gone.items()}
    for id_, record in added.items():
        text = _german(record)
        matchers = ((other, SequenceMatcher(None, words, text)) for other, words in left.items())
        likely = ((o, m) for o, m in matchers if m.real_quick_ratio() >= _ALIKE)
        alike = [o for o, m in likely if m.quick_ratio() >= _ALIKE and m.ratio() >= _ALIKE]
        if alike:
            found[id_] = alike[0]
            del left[alike[0]]
    return found


def _german(record: Service | Faq) -> list[str]:
    flat = _flat(record)
    return " ".join(t for (part, code), t in flat.items() if code == ORIGINAL and part != "aliases").split()  # fmt: skip


def _title(record: Service | Faq) -> str:
    return _name(record, ORIGINAL)


def _name(record: Service | Faq, language: str) -> str:
    if isinstance(record, Faq):
        return record.texts[language].question
    simple = record.simple if language == SIMPLE else None
    return simple.title if simple else record.texts[language].title


def _languages(record: Service | Faq) -> list[str]:
    return [*record.texts, *([SIMPLE] if isinstance(record, Service) and record.simple else [])]


def _place(record: Service | Faq) -> str:
    """Where a record belongs: an FAQ to its service, a service to the city or to somebody else."""
    if isinstance(record, Faq):
        return record.service
    return "elsewhere" if record.elsewhere else "services"
