"""Languages of other scripts in Latin letters."""

import pytest

from bot.phrases import PhraseBook
from bot.romanised import Romanised
from knowledge.offtopic import read_offtopic
from knowledge.records import Knowledge
from knowledge.text import words


@pytest.fixture(scope="module")
def romanised(knowledge: Knowledge) -> Romanised:
    return Romanised([*knowledge.texts(), *PhraseBook.load().texts(), *read_offtopic()])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("skolko stoit pasport i kakie dokumenty nuzhny", "ru"),
        ("de otrymaty svidotstvo pro narodzhennia dytyny", "uk"),
        ("baraye gereftan tabeiat alman che madraki mikhad", "fa"),
        ("bedi tasree7 mawqef sayara la soukan el 7ay", "ar"),
    ],
)
def test_they_are_recognised(romanised: Romanised, text: str, language: str) -> None:
    assert romanised(words(text)) == language


@pytest.mark.parametrize(
    "text",
    [
        "Was kostet ein Reisepass für mein Kind?",
        "How long does it take to get a passport?",
        "Köpeğimi nasıl kaydettiririm?",
        "Ile kosztuje paszport i jakie dokumenty są potrzebne?",
        "Combien coûte un passeport et quels documents faut-il ?",
        "Ce acte îmi trebuie pentru pașaport?",
        "Сколько стоит паспорт?",
        "pasport",
        "",
        "30159 Hannover",
    ],
)
def test_others_are_left_alone(romanised: Romanised, text: str) -> None:
    assert romanised(words(text)) is None
