"""What a model's sentence may say."""

import pytest

from bot.grounding import grounded, split_sentences

PASSAGES = "Ab 24 Jahren: 27,60 Euro. Telefon 0511 168-32000. 15. Februar."


@pytest.mark.parametrize(
    "sentence",
    [
        "Es kostet 27,60 Euro.",
        "It costs 27.60 euros.",
        "التكلفة ٢٧٫٦٠ يورو",
        "Rufen Sie 0511 168-32000 an.",
        "Zahlen Sie am 15. Februar.",
        "Kommen Sie persönlich.",
    ],
)
def test_what_stands_in_the_passages_may_be_said(sentence: str) -> None:
    assert grounded(sentence, PASSAGES)


@pytest.mark.parametrize(
    "sentence",
    [
        "Es kostet 28,60 Euro.",
        "Rufen Sie 0511 168-32001 an.",
        "Siehe https://example.org.",
        "Siehe www.example.org.",
        "Siehe example.de dazu.",
        "Schreiben Sie an amt@hannover.de.",
        "[hier](x)",
        "<script>alert(1)</script>",
    ],
)
def test_anything_else_may_not(sentence: str) -> None:
    assert not grounded(sentence, PASSAGES)


def test_sentences_end_where_they_end() -> None:
    text = "Zahlen Sie am 15. Februar. Danach nicht! Ja"
    assert split_sentences(text) == ["Zahlen Sie am 15. Februar.", "Danach nicht!", "Ja"]
