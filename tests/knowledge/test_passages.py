"""What is indexed: names, chunks with their title, and the lines of long texts."""

from knowledge.passages import PASSAGE_CHARACTERS, documents, passages, units
from knowledge.records import (
    Block,
    City,
    Item,
    Knowledge,
    Office,
    Section,
    Service,
    ServiceText,
    Source,
)

SENTENCE = "Bringen Sie bitte Ihren Ausweis und die Bestätigung mit, wenn Sie kommen."


def knowledge(lines: int) -> Knowledge:
    block = Block(kind="list", items=tuple(Item(text=f"{n}: {SENTENCE}") for n in range(lines)))
    texts = {
        code: ServiceText(
            language=code, title="Umzug", status="original", updated="2026-11-22", aliases=("umgezogen",),
            sections=(Section(name="documents", blocks=(block,)),),
        )
        for code in ("de", "tr")
    }  # fmt: skip
    service = Service(id="umzug", portal=None, office=Office(name="Amt"), sources={}, texts=texts)
    city = City(name="Stadt", phone="115", source=Source(title="Stadt", as_of="2026"))
    return Knowledge(
        city=city,
        help_lines={},
        services={"umzug": service, "b": service.model_copy(update={"id": "b"})},
        faqs={},
    )


def test_a_short_block_is_one_passage_with_its_title() -> None:
    found = [p for p in passages(knowledge(2)) if p.service == "umzug" and p.language == "de"]
    assert [p.level for p in found] == ["name", "name", "chunk"]
    assert found[-1].text.startswith("Umzug\n0: ")


def test_of_a_long_block_each_sentence_and_longer_parts_are_passages_too() -> None:
    found = [p for p in passages(knowledge(12)) if p.service == "umzug" and p.language == "de"]
    lines = [p.text for p in found if p.level == "line"]
    assert len(lines) >= 12
    assert all(line.endswith((".", "!", "?")) for line in lines)
    assert sum(p.level == "long" for p in found) == 1
    chunks = [p for p in found if p.level == "chunk"]
    assert len(chunks) > 1
    assert all(len(p.text) <= PASSAGE_CHARACTERS + len("Umzug\n") for p in chunks)


def test_they_stand_by_unit_level_and_language() -> None:
    found = passages(knowledge(12))
    kinds = [(p.unit, ("name", "chunk", "line", "long").index(p.level), p.language) for p in found]
    assert kinds == sorted(kinds)
    rows = units(found)
    assert list(rows) == [("b", ""), ("umzug", "")]
    assert [row for range_ in rows.values() for row in range_] == list(range(len(found)))


def test_a_document_is_a_units_text_in_a_language_without_repetition() -> None:
    found = documents(passages(knowledge(12)))
    assert [(unit[0], language) for unit, language, _ in found] == [
        ("b", "de"), ("b", "tr"), ("umzug", "de"), ("umzug", "tr"),
    ]  # fmt: skip
    assert all(text.count("0: Bringen") == 1 + text.count("10: Bringen") for _, _, text in found)
