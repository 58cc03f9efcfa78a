"""Cuts records into the passages that are indexed."""

from collections.abc import Iterator

from langchain_text_splitters import RecursiveCharacterTextSplitter

from knowledge.records import Block, Faq, FaqText, Knowledge, Passage, Service, ServiceText

#: Characters of a passage; smaller chunks measured better than larger ones (docs/architecture.md).
PASSAGE_CHARACTERS = 400


def passages(knowledge: Knowledge) -> list[Passage]:
    """Every passage of every language version, unit by unit (see :class:`Passage`).

    Titles, aliases and FAQ questions are passages of their own: they are what people ask.
    Running text carries its title, without which "46 Euro" would answer anything.
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
    return sorted(found, key=lambda passage: passage.unit)


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
                service=service, part=part, language=language, text=name, name=True,
            )  # fmt: skip

    def _blocks(
        self, service: str, part: str, language: str, title: str, blocks: tuple[Block, ...]
    ) -> Iterator[Passage]:
        for number, block in enumerate(blocks):
            for piece, chunk in enumerate(self._splitter.split_text(block.text)):
                yield Passage(
                    id=f"{service}/{part}/{language}/block-{number}-{piece}",
                    service=service, part=part, language=language, text=f"{title}\n{chunk}", block=number,
                )  # fmt: skip
