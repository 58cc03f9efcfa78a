"""Builds the blocks and sections of records from what connectors read."""

from collections.abc import Iterable, Sequence

from knowledge.records import SECTION_NAMES, Block, Item, Section, SectionName

Parts = Sequence[tuple[SectionName, Sequence[Block]]]


def paragraph(text: str, source: str) -> Block:
    """A paragraph that cites one source."""
    return Block(kind="paragraph", items=(Item(text=text, sources=(source,)),))


def sections(parts: Parts) -> tuple[Section, ...]:
    """One section a name, in the records' order; parts of the same name are joined."""
    joined: dict[SectionName, list[Block]] = {}
    for name, blocks in parts:
        joined.setdefault(name, []).extend(blocks)
    return tuple(
        Section(name=name, blocks=tuple(joined[name])) for name in SECTION_NAMES if joined.get(name)
    )


def like(original: Iterable[Section], translated: Iterable[Section]) -> tuple[Section, ...]:
    """Translated sections with as many blocks each as the original ones.

    Answers show a translation block by block beside its original. What a translation has too much
    is joined to its last block; a section with too few blocks cannot be told apart and is left out.
    """
    by_name = {section.name: section for section in translated}
    fitted = []
    for section in original:
        mine, wanted = by_name.get(section.name), len(section.blocks)
        if mine is None or len(mine.blocks) < wanted:
            continue
        *head, last = mine.blocks[:wanted]
        items = tuple(item for block in mine.blocks[wanted - 1 :] for item in block.items)
        kind = last.kind if len(mine.blocks) == wanted else "list"
        fitted.append(Section(name=section.name, blocks=(*head, Block(kind=kind, items=items))))
    return tuple(fitted)
