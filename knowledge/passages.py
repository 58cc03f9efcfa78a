"""Cuts records into the passages that are indexed."""

from collections.abc import Iterator
from itertools import groupby

from langchain_text_splitters import RecursiveCharacterTextSplitter

from knowledge.records import (
    LEVELS,
    Block,
    Faq,
    FaqText,
    Knowledge,
    Level,
    Passage,
    Service,
    ServiceText,
)

#: Characters of a passage; smaller chunks measured better than larger ones (docs/architecture.md).
PASSAGE_CHARACTERS = 400


def passages(knowledge: Knowledge) -> list[Passage]:
    """Every passage of every language version, by unit, level and language (see :class:`Passage`).

    Titles, aliases and FAQ questions are passages of their own: they are what people ask.
    Running text carries its title, without which "46 Euro" would answer anything. Of a block that
    is too long for one passage each line is one too: a long page is found by what it says in passing.
    """
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=PASSAGE_CHARACTERS, chunk_overlap=0, keep_separator="end",
        separators=["\n", ". ", "؟ ", "? ", " ", ""],
    )  # fmt: skip
    cut = _Cutter(splitter)
    found = [
        *(
            p
            for s in knowledge.services.values()
            for t in s.texts.values()
            for p in cut.service(s, t)
        ),
        *(p for f in knowledge.faqs.values() for t in f.texts.values() for p in cut.faq(f, t)),
    ]
    return sorted(found, key=_group)


def documents(passages: list[Passage]) -> list[tuple[tuple[str, str], str, str]]:
    """Each unit's whole text in each language as (unit, language, text), in the passages' order."""
    texts: dict[tuple[tuple[str, str], str], list[str]] = {}
    for passage in passages:
        if passage.level != "line":  # a chunk holds it already
            text = passage.text if passage.level == "name" else passage.text.partition("\n")[2]
            texts.setdefault((passage.unit, passage.language), []).append(text)
    return [
        (unit, language, "\n".join(parts))
        for (unit, language), parts in sorted(texts.items(), key=lambda pair: pair[0][0])
    ]


def units(passages: list[Passage]) -> dict[tuple[str, str], range]:
    """The rows of each unit."""
    rows, start = {}, 0
    for unit, group in groupby(passages, key=lambda passage: passage.unit):
        end = start + sum(1 for _ in group)
        rows[unit] = range(start, end)
        start = end
    return rows


def _group(passage: Passage) -> tuple[tuple[str, str], int, str]:
    return passage.unit, LEVELS.index(passage.level), passage.language


class _Cutter:
    def __init__(self, splitter: RecursiveCharacterTextSplitter) -> None:
        self._splitter = splitter

    def service(self, service: Service, text: ServiceText) -> Iterator[Passage]:
        yield from self._names(service.id, "title", text.language, (text.title, *text.aliases))
        for section in text.sections:
            part = f"section:{section.name}"
            yield from self._blocks(service.id, part, text.language, text.title, section.blocks)

    def faq(self, faq: Faq, text: FaqText) -> Iterator[Passage]:
        part = f"faq:{faq.id}"
        yield from self._names(faq.service, part, text.language, (text.question, *text.aliases))
        yield from self._blocks(faq.service, part, text.language, text.question, text.blocks)

    def _names(
        self, service: str, part: str, language: str, names: tuple[str, ...]
    ) -> Iterator[Passage]:
        for number, name in enumerate(dict.fromkeys(names)):
            yield Passage(
                id=f"{service}/{part}/{language}/name-{number}",
                service=service, part=part, language=language, text=name, level="name",
            )  # fmt: skip

    def _blocks(
        self, service: str, part: str, language: str, title: str, blocks: tuple[Block, ...]
    ) -> Iterator[Passage]:
        for number, block in enumerate(blocks):
            chunks = self._splitter.split_text(block.text)
            texts: list[tuple[Level, str]] = [("chunk", f"{title}\n{chunk}") for chunk in chunks]
            if len(chunks) > 1:
                texts += [("line", item.text) for item in block.items]
            for piece, (level, text) in enumerate(texts):
                yield Passage(
                    id=f"{service}/{part}/{language}/block-{number}-{piece}", level=level,
                    service=service, part=part, language=language, text=text, block=number,
                )  # fmt: skip
