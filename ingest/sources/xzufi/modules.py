"""What the modules of a service say, by language."""

from dataclasses import dataclass, field

from lxml import etree

from ingest.sources.html.fragment import read_fragment_with_hidden
from ingest.sources.xzufi.tree import all_of, children, language_of
from knowledge.languages import ORIGINAL
from knowledge.records import Block, Item, SectionName

#: Module numbers of the text modules, and the sections that they are.
MODULES: dict[str, SectionName] = {
    "05": "summary", "06": "summary", "24": "summary", "07": "legal", "25": "legal", "08": "documents",
    "14": "documents", "09": "requirements", "11": "procedure", "15": "notes", "16": "notes", "22": "contact", "23": "contact",
}  # fmt: skip
TITLES = ("03", "02")
#: Modules with elements of their own.
OWN_MODULES: dict[str, SectionName] = {
    "modulFrist": "deadline", "modulKosten": "cost", "modulBearbeitungsdauer": "duration", "modulDokument": "documents",
}  # fmt: skip
#: The key of the one source of such a service.
KEY = "xzufi"


@dataclass
class ModuleText:
    """One language version of a service so far."""

    title: dict[str, str] = field(default_factory=dict)
    parts: list[tuple[str, SectionName, list[Block]]] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    machine: bool = False


def module_text(
    module: etree._Element, code: str, texts: dict[str, ModuleText], hidden: list[str]
) -> None:
    """A title or a section, in each of its languages."""
    for content in children(module, "inhalt"):
        language = language_of(content.get("languageCode", ORIGINAL))
        if not language:
            continue
        text = texts.setdefault(language, ModuleText())
        blocks = _blocks(content, hidden)
        if code in TITLES:
            text.title[code] = " ".join(item.text for b in blocks for item in b.items)
        elif code in MODULES and blocks:
            # The short text repeats the beginning of the full one.
            if code in {"05", "24"} and any(c == "06" for c, *_ in text.parts):
                continue
            if code == "06":
                text.parts = [part for part in text.parts if part[0] not in {"05", "24"}]
            text.parts.append((code, MODULES[code], blocks))


def own_module(
    module: etree._Element, section: SectionName, texts: dict[str, ModuleText], hidden: list[str]
) -> None:
    """Costs, deadlines, durations, documents: texts by language; bare amounts are German."""
    spoken = [
        e
        for e in module.iter()
        if e is not module and e.get("languageCode") and (e.text or "").strip()
    ]
    for element in spoken:
        language = language_of(element.get("languageCode", ""))
        if language and (blocks := _blocks(element, hidden)):
            texts.setdefault(language, ModuleText()).parts.append((section, section, blocks))
    if section == "cost" and not any(
        language_of(e.get("languageCode", "")) == ORIGINAL for e in spoken
    ):
        for cost in all_of(module, "betrag"):
            if amount := (cost.text or "").strip():
                block = Block(
                    kind="paragraph",
                    items=(Item(text=f"{amount.replace('.', ',')} Euro", sources=(KEY,)),),
                )
                texts.setdefault(ORIGINAL, ModuleText()).parts.append((section, section, [block]))


def _blocks(element: etree._Element, hidden: list[str]) -> list[Block]:
    blocks, unseen = read_fragment_with_hidden("".join(map(str, element.itertext())).strip())
    hidden.extend(unseen)
    return [
        Block(kind=b.kind, items=tuple(Item(text=i.text, sources=(KEY,)) for i in b.items))
        for b in blocks
    ]
