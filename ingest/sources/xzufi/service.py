"""Makes a record of one ``leistung``."""

import re

from lxml import etree

from ingest.sources.addresses import is_web_link
from ingest.sources.base import Found, Problem
from ingest.sources.blocks import like, sections
from ingest.sources.days import iso_day
from ingest.sources.safe_xml import local
from ingest.sources.xzufi.modules import (
    KEY,
    OWN_MODULES,
    TITLES,
    ModuleText,
    module_text,
    own_module,
)
from ingest.sources.xzufi.tree import Id, all_of, children, first, language_of, path, string
from knowledge.languages import ORIGINAL
from knowledge.records import Office, Portal, Service, ServiceText, Source


def record_id(id_: Id) -> str:
    """Ids are unique only together with the agency that gave them."""
    return re.sub(r"[^a-z0-9]+", "-", f"xzufi-{id_[0]}-{id_[1]}".lower()).strip("-")


def read_service(element: etree._Element, id_: Id, file: str, office: str) -> Found | Problem:
    """The service with all its languages; ``office`` is who is in charge unless a duty says so."""
    place = f"{file}, service {id_[1]}"
    texts: dict[str, ModuleText] = {}
    hidden: list[str] = []
    for version in children(element, "sprachversion"):
        code = language_of(
            string(first(version, "languageCode", "code")) or version.get("languageCode", "")
        )
        flags = (child for child in version.iter() if "maschin" in local(child).lower())
        if code and any((flag.text or "").strip() in {"true", "1"} for flag in flags):
            texts.setdefault(code, ModuleText()).machine = True
    for module in element:
        name = local(module)
        code = string(path(module, "leikaTextmodul", "code")) if name == "modulText" else ""
        code = code.zfill(2) if code.isdigit() else code
        if name == "modulText":
            module_text(module, code, texts, hidden)
        elif name in OWN_MODULES:
            own_module(module, OWN_MODULES[name], texts, hidden)
        elif name == "modulBegriffImKontext":
            for term in all_of(module, "begriff"):
                language = language_of(term.get("languageCode", ORIGINAL))
                if language and (alias := (term.text or "").strip()):
                    texts.setdefault(language, ModuleText()).aliases.append(alias)
    german = texts.get(ORIGINAL)
    title = german and next((german.title[c] for c in TITLES if german.title.get(c)), None)
    if not german or not title:
        return Problem(place, "left out: it has no German name (module 03 or 02)")
    changed = string(path(element, "versionsinformation", "geaendertDatumZeit"))
    day = iso_day(changed) or "1970-01-01"
    link = next(
        (u for u in (_uri(m) for m in children(element, "modulUrsprungsportal")) if u), None
    )
    original = sections([(n, b) for _, n, b in german.parts])
    versions = {ORIGINAL: ServiceText(
        language=ORIGINAL, title=title, status="original", updated=day, sections=original,
        aliases=tuple(dict.fromkeys(german.aliases)),
    )}  # fmt: skip
    for language, text in texts.items():
        name_ = next((text.title[c] for c in TITLES if text.title.get(c)), None)
        if language != ORIGINAL and name_:
            versions[language] = ServiceText(
                language=language, title=name_, updated=day,
                status="machine" if text.machine else "reviewed",
                sections=like(original, sections([(n, b) for _, n, b in text.parts])),
                aliases=tuple(dict.fromkeys(text.aliases)),
            )  # fmt: skip
    leika = string(first(element, "referenzLeiKa", "referenzLeistungsschluessel"))
    digits = re.sub(r"\D", "", leika)
    service = Service(
        id=record_id(id_),
        leika=digits if len(digits) == 14 else None,
        portal=Portal(url=link, kind="service_page") if link else None,
        office=Office(name=office),
        sources={
            KEY: Source(title=f"XZuFi: {title}", url=link, as_of=day, undated=day == "1970-01-01")
        },
        texts=versions,
    )
    return Found(service, place, tuple(hidden))


def _uri(element: etree._Element) -> str | None:
    uri = string(first(element, "uri"))
    return uri if is_web_link(uri) else None
