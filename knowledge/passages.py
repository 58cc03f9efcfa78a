"""Cuts records into the passages that are indexed."""

import re
from collections import Counter
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
#: Characters of a longer part, which says what a passage is said in the middle of.
_LONG_CHARACTERS = 1000
#: A sentence that more units than these say is no passage of its own.
_SHARED = 3

# A full stop behind a digit ends a German ordinal ("15. Februar"), not a sentence.
_SENTENCE_END = re.compile(r"(?<=[^\d\s][.!?؟。])\s+")


def passages(knowledge: Knowledge) -> list[Passage]:
    """Every passage of every language version, by unit, level and language (see :class:`Passage`).

    Titles, aliases and FAQ questions are passages of their own: they are what people ask.
    Running text carries its title, without which "46 Euro" would answer anything. Of a block that
    is too long for one passage each sentence is one too (a long page is found by what it says in
    passing), and so are longer parts of it.
    """
    cut = _Cutter(_splitter(PASSAGE_CHARACTERS), _splitter(_LONG_CHARACTERS))
    found = [
        *(
            p
            for s in knowledge.services.values()
            for t in s.texts.values()
            for p in cut.service(s, t)
        ),
        *(p for f in knowledge.faqs.values() for t in f.texts.values() for p in cut.faq(f, t)),
    ]
    return sorted(_telling(found), key=_group)


def documents(passages: list[Passage]) -> list[tuple[tuple[str, str], str, str]]:
    """Each unit's whole text in each language as (unit, language, text), in the passages' order."""
    texts: dict[tuple[tuple[str, str], str], list[str]] = {}
    for passage in passages:
        if passage.level in {"name", "chunk"}:  # which hold all of it
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


def _telling(found: list[Passage]) -> Iterator[Passage]:
    """Without sentences that a unit says twice, or that so many units say that they tell none apart.

    Many equal vectors also make an island of the vector index that no search reaches.
    """
    lines = [passage for passage in found if passage.level == "line"]
    said = dict.fromkeys((p.language, p.text, p.unit) for p in lines)
    units_of = Counter((language, text) for language, text, _ in said)
    seen: set[tuple[str, str, tuple[str, str]]] = set()
    for passage in found:
        key = passage.language, passage.text, passage.unit
        if passage.level == "line":
            if key in seen or units_of[passage.language, passage.text] > _SHARED:
                continue
            seen.add(key)
        yield passage


def _group(passage: Passage) -> tuple[tuple[str, str], int, str]:
    return passage.unit, LEVELS.index(passage.level), passage.language


def _splitter(characters: int) -> RecursiveCharacterTextSplitter:
    return RecursiveCharacterTextSplitter(
        chunk_size=characters, chunk_overlap=0, keep_separator="end",
        separators=["\n", ". ", "؟ ", "? ", " ", ""],
    )  # fmt: skip


class _Cutter:
    def __init__(
        self, splitter: RecursiveCharacterTextSplitter, long: RecursiveCharacterTextSplitter
    ) -> None:
        self._splitter = splitter
        self._long = long

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
        for number, name in enumerate(dict.fromkeys(filter(None, names))):
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
                sentences = (s for item in block.items for s in _SENTENCE_END.split(item.text))
                texts += [("line", sentence) for sentence in sentences]
                texts += [
                    ("long", f"{title}\n{part}") for part in self._long.split_text(block.text)
                ]
            for piece, (level, text) in enumerate(texts):
                yield Passage(
                    id=f"{service}/{part}/{language}/block-{number}-{piece}", level=level,
                    service=service, part=part, language=language, text=text, block=number,
                )  # fmt: skip
