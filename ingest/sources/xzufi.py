"""XZuFi transfer messages (2.1, 2.2, 2.3), read piece by piece; matched on local names.

Services get their text from the modules, their office and online service from the responsibilities
of the areas that are asked for. Later messages overwrite and delete what earlier ones wrote.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from ingest.sources.base import Fetched, Found, Problem
from ingest.sources.blocks import like, sections
from ingest.sources.html_page import is_web_link, iso_day, read_fragment_with_hidden
from ingest.sources.safe_xml import BadXml, local, pieces
from ingest.sources.store import Row, SourceStore
from knowledge.languages import ORIGINAL, SUPPORTED
from knowledge.progress import Progress
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

#: Module numbers of the text modules, and the sections that they are.
MODULES: dict[str, SectionName] = {
    "05": "summary", "06": "summary", "24": "summary", "07": "legal", "25": "legal", "08": "documents",
    "14": "documents", "09": "requirements", "11": "procedure", "15": "notes", "16": "notes", "22": "contact", "23": "contact",
}  # fmt: skip
_TITLES = ("03", "02")
#: Modules with elements of their own.
_OWN: dict[str, SectionName] = {
    "modulFrist": "deadline", "modulKosten": "cost", "modulBearbeitungsdauer": "duration", "modulDokument": "documents",
}  # fmt: skip
_WANTED = frozenset({"schreibe", "loesche"})
_KEY = "xzufi"
Id = tuple[str, str]


@dataclass
class _Text:
    title: dict[str, str] = field(default_factory=dict)
    parts: list[tuple[str, SectionName, list[Block]]] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    machine: bool = False


@dataclass
class _Unit:
    name: str = ""
    address: str | None = None
    phone: str | None = None


@dataclass
class _State:
    """What the messages so far say."""

    services: dict[Id, Found] = field(default_factory=dict)
    units: dict[Id, _Unit] = field(default_factory=dict)
    online: dict[Id, str] = field(default_factory=dict)
    #: By responsible object: (service, area).
    duties: dict[Id, list[tuple[Id, str]]] = field(default_factory=dict)
    deleted: set[Id] = field(default_factory=set)


class XzufiFiles:
    """Files of messages, read in order."""

    trusted = False

    def __init__(
        self, name: str, files: tuple[Path, ...], missing: tuple[Problem, ...], areas: tuple[str, ...],
        office: str, store: Path,
    ) -> None:  # fmt: skip
        """``missing`` are entries of the index that are refused or not there."""
        self.name = name
        self._files, self._missing, self._areas = files, missing, areas
        self._office, self._store = office, store

    def fetch(self, progress: Progress) -> Iterator[Fetched]:
        """Read all files. If one cannot be read, services that only it may hold stay as they were."""
        state, problems = _State(), list(self._missing)
        for done, path in enumerate(self._files):
            progress(f"read {self.name}", done, len(self._files))
            try:
                with path.open("rb") as stream:
                    for element in pieces(stream, _WANTED.__contains__):
                        problems.extend(_take(element, state, path.name, self._office))
            except (OSError, BadXml) as error:
                problems.append(Problem(str(path), f"read only in part or not at all: {error}"))
        progress(f"read {self.name}", len(self._files), len(self._files))
        yield from problems
        found = {id_: self._linked(id_, service, state) for id_, service in state.services.items()}
        records = list(found.values())
        with SourceStore(self._store) as store:
            if problems:
                fresh = {f.record.id for f in records} | {_record_id(id_) for id_ in state.deleted}
                records += [known for known in _stored(store) if known.record.id not in fresh]
            store.put(
                Row(f.record.id, url=f.place, content=f.record.model_dump_json()) for f in records
            )
            store.keep_only(f.record.id for f in records)
        yield from records

    def last(self) -> Iterator[Fetched]:
        """The services of the last run."""
        with SourceStore(self._store) as store:
            yield from list(_stored(store))

    def _linked(self, id_: Id, found: Found, state: _State) -> Found:
        """The service with the office and the online service of its area."""
        service = found.record
        assert isinstance(service, Service)
        office, online = None, service.online_url
        for by, duties in state.duties.items():
            if not any(of == id_ and self._is_here(area) for of, area in duties):
                continue
            unit = state.units.get(by)
            if office is None and unit and unit.name:
                office = Office(name=unit.name, address=unit.address, phone=unit.phone, source=_KEY)
            online = online or state.online.get(by)
        update = {"office": office or service.office, "online_url": online}
        return Found(service.model_copy(update=update), found.place, found.hidden)

    def _is_here(self, area: str) -> bool:
        """Whether an area is one that is asked for, or holds it (a district, the state)."""
        return (
            not self._areas
            or not area
            or any(mine.startswith(area.rstrip("0") or area) for mine in self._areas)
        )


def _stored(store: SourceStore) -> Iterator[Found]:
    for row in store.rows():
        yield Found(Service.model_validate_json(row.content), row.url)


def _take(element: etree._Element, state: _State, file: str, office: str) -> Iterator[Problem]:
    """Carry out one ``schreibe`` or ``loesche``."""
    if local(element) == "loesche":
        id_ = _id(_child(element, "id"))
        kind = element.get("klasse", "").lower()
        if id_ and ("leistung" in kind or not kind):
            state.services.pop(id_, None)
            state.deleted.add(id_)
        if id_ and "organisationseinheit" in kind:
            state.units.pop(id_, None)
        if id_ and "onlinedienst" in kind:
            state.online.pop(id_, None)
        if id_ and "zustaendigkeit" in kind:
            state.duties.pop(id_, None)
        return
    for child in element:
        kind, id_ = local(child), _id(_child(child, "id"))
        if kind == "leistung":
            if id_ is None:
                yield Problem(file, "a service without an id is left out")
                continue
            found = _service(child, id_, file, office)
            if isinstance(found, Problem):
                yield found
            else:
                state.services[id_] = found
                state.deleted.discard(id_)
        elif kind == "organisationseinheit" and id_:
            state.units[id_] = _unit(child)
        elif kind == "onlinedienst" and id_:
            if link := _online(child):
                state.online[id_] = link
        elif kind == "zustaendigkeitTransferObjekt":
            by = _id(_child(child, "uebergeordnetesObjektID"))
            for duty in _all(child, "zustaendigkeit"):
                of, areas = _id(_child(duty, "leistungID")), _all(duty, "gebietID")
                if by and of:
                    named = [_string(area) for area in areas] or [""]
                    state.duties.setdefault(by, []).extend((of, area) for area in named)


def _service(element: etree._Element, id_: Id, file: str, office: str) -> Found | Problem:
    place = f"{file}, service {id_[1]}"
    texts: dict[str, _Text] = {}
    hidden: list[str] = []
    for version in _children(element, "sprachversion"):
        code = _language(
            _string(_first(version, "languageCode", "code")) or version.get("languageCode", "")
        )
        flags = (child for child in version.iter() if "maschin" in local(child).lower())
        if code and any((flag.text or "").strip() in {"true", "1"} for flag in flags):
            texts.setdefault(code, _Text()).machine = True
    for module in element:
        name = local(module)
        code = _string(_path(module, "leikaTextmodul", "code")) if name == "modulText" else ""
        code = code.zfill(2) if code.isdigit() else code
        if name == "modulText":
            _module_text(module, code, texts, hidden)
        elif name in _OWN:
            _own_module(module, _OWN[name], texts, hidden)
        elif name == "modulBegriffImKontext":
            for term in _all(module, "begriff"):
                language = _language(term.get("languageCode", ORIGINAL))
                if language and (alias := (term.text or "").strip()):
                    texts.setdefault(language, _Text()).aliases.append(alias)
    german = texts.get(ORIGINAL)
    title = german and next((german.title[c] for c in _TITLES if german.title.get(c)), None)
    if not german or not title:
        return Problem(place, "left out: it has no German name (module 03 or 02)")
    changed = _string(_path(element, "versionsinformation", "geaendertDatumZeit"))
    day = iso_day(changed) or "1970-01-01"
    link = next(
        (u for u in (_uri(m) for m in _children(element, "modulUrsprungsportal")) if u), None
    )
    original = sections([(n, b) for _, n, b in german.parts])
    versions = {ORIGINAL: ServiceText(
        language=ORIGINAL, title=title, status="original", updated=day, sections=original,
        aliases=tuple(dict.fromkeys(german.aliases)),
    )}  # fmt: skip
    for language, text in texts.items():
        name_ = next((text.title[c] for c in _TITLES if text.title.get(c)), None)
        if language != ORIGINAL and name_:
            versions[language] = ServiceText(
                language=language, title=name_, updated=day,
                status="machine" if text.machine else "reviewed",
                sections=like(original, sections([(n, b) for _, n, b in text.parts])),
                aliases=tuple(dict.fromkeys(text.aliases)),
            )  # fmt: skip
    leika = _string(_first(element, "referenzLeiKa", "referenzLeistungsschluessel"))
    digits = re.sub(r"\D", "", leika)
    service = Service(
        id=_record_id(id_),
        leika=digits if len(digits) == 14 else None,
        portal=Portal(url=link, kind="service_page") if link else None,
        office=Office(name=office),
        sources={
            _KEY: Source(title=f"XZuFi: {title}", url=link, as_of=day, undated=day == "1970-01-01")
        },
        texts=versions,
    )
    return Found(service, place, tuple(hidden))


def _module_text(
    module: etree._Element, code: str, texts: dict[str, _Text], hidden: list[str]
) -> None:
    for content in _children(module, "inhalt"):
        language = _language(content.get("languageCode", ORIGINAL))
        if not language:
            continue
        text = texts.setdefault(language, _Text())
        blocks = _blocks(content, hidden)
        if code in _TITLES:
            text.title[code] = " ".join(item.text for b in blocks for item in b.items)
        elif code in MODULES and blocks:
            # The short text repeats the beginning of the full one.
            if code in {"05", "24"} and any(c == "06" for c, *_ in text.parts):
                continue
            if code == "06":
                text.parts = [part for part in text.parts if part[0] not in {"05", "24"}]
            text.parts.append((code, MODULES[code], blocks))


def _own_module(
    module: etree._Element, section: SectionName, texts: dict[str, _Text], hidden: list[str]
) -> None:
    """Costs, deadlines, durations, documents: texts by language; bare amounts are German."""
    spoken = [
        e
        for e in module.iter()
        if e is not module and e.get("languageCode") and (e.text or "").strip()
    ]
    for element in spoken:
        language = _language(element.get("languageCode", ""))
        if language and (blocks := _blocks(element, hidden)):
            texts.setdefault(language, _Text()).parts.append((section, section, blocks))
    if section == "cost" and not any(
        _language(e.get("languageCode", "")) == ORIGINAL for e in spoken
    ):
        for cost in _all(module, "betrag"):
            if amount := (cost.text or "").strip():
                block = Block(
                    kind="paragraph",
                    items=(Item(text=f"{amount.replace('.', ',')} Euro", sources=(_KEY,)),),
                )
                texts.setdefault(ORIGINAL, _Text()).parts.append((section, section, [block]))


def _blocks(element: etree._Element, hidden: list[str]) -> list[Block]:
    blocks, unseen = read_fragment_with_hidden("".join(map(str, element.itertext())).strip())
    hidden.extend(unseen)
    return [
        Block(kind=b.kind, items=tuple(Item(text=i.text, sources=(_KEY,)) for i in b.items))
        for b in blocks
    ]


def _unit(element: etree._Element) -> _Unit:
    """An organisational unit, however little of it is filled in."""
    name = _string(_path(element, "name", "name")) or _string(
        _first(element, "name", "bezeichnung")
    )
    address = None
    for entry in _all(element, "anschrift"):
        street = " ".join(
            filter(None, (_string(_first(entry, "strasse")), _string(_first(entry, "hausnummer"))))
        )
        town = " ".join(
            filter(None, (_string(_first(entry, "postleitzahl")), _string(_first(entry, "ort"))))
        )
        if street and town:
            address = f"{street}, {town}"
            break
    phone = None
    for entry in _all(element, "erreichbarkeit"):
        code, value = _string(_path(entry, "kanal", "code")), _string(_first(entry, "kennung"))
        if value and (code in {"01", "02"} or not code) and re.fullmatch(r"[\d +()/-]{5,}", value):
            phone = value
            break
    return _Unit(name, address, phone)


def _online(element: etree._Element) -> str | None:
    links = [
        link
        for link in _children(element, "link")
        if _string(_path(link, "typ", "code")) in {"01", "1", ""}
    ]
    links.sort(key=lambda link: link.get("languageCode", ORIGINAL)[:2] != ORIGINAL)
    uris = (_string(_first(link, "link", "uri")) for link in links)
    return next((uri for uri in uris if is_web_link(uri)), None)


def _uri(element: etree._Element) -> str | None:
    uri = _string(_first(element, "uri"))
    return uri if is_web_link(uri) else None


def _record_id(id_: Id) -> str:
    """Ids are unique only together with the agency that gave them."""
    return re.sub(r"[^a-z0-9]+", "-", f"xzufi-{id_[0]}-{id_[1]}".lower()).strip("-")


def _id(element: etree._Element | None) -> Id | None:
    if element is None or not (value := _string(element)):
        return None
    return element.get("schemeAgencyID", ""), value


def _language(code: str) -> str | None:
    short = code.strip().lower()[:2] or ORIGINAL
    return short if short in SUPPORTED else None


def _children(element: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in element if local(child) == name]


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next(iter(_children(element, name)), None)


def _all(element: etree._Element, name: str) -> list[etree._Element]:
    return [found for found in element.iter() if local(found) == name and found is not element]


def _first(element: etree._Element, *names: str) -> etree._Element | None:
    return next((f for name in names for f in _all(element, name)), None)


def _path(element: etree._Element, outer: str, inner: str) -> etree._Element | None:
    found = _first(element, outer)
    return None if found is None else _first(found, inner)


def _string(element: etree._Element | None) -> str:
    """An element's own text; of one with a code or name within, that one's."""
    if element is None:
        return ""
    own = html.unescape((element.text or "").strip())
    return own or next((s.strip() for s in map(str, element.itertext()) if s.strip()), "")
