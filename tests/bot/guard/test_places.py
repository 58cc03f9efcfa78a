"""Other cities: who asks about them, and who only comes from there."""

import pytest

from bot.guard.places import Places
from knowledge.text import clean, words


@pytest.fixture(scope="module")
def places() -> Places:
    return Places.load()


@pytest.mark.parametrize(
    ("question", "city"),
    [
        ("Hundesteuer in Köln", "Köln"),
        ("passport office Berlin", "Berlin"),
        ("Wohngeld in Langenhagen", "Langenhagen"),
        ("Köln'de köpek vergisi", "Köln"),
        ("taxe pour chiens à Cologne", "Köln"),
        ("podatek od psa w Berlinie", "Berlin"),
        ("сколько стоит паспорт в Берлине", "Berlin"),
        ("Собачий податок у Кельні", "Köln"),
        ("كم ضريبة الكلب ببرلين", "Berlin"),
        ("پاسپورت در برلین", "Berlin"),
        ("години роботи бюргерамту в Гамбурзі", "Hamburg"),
    ],
)
def test_a_question_about_another_city(places: Places, question: str, city: str) -> None:
    assert places(words(clean(question))) == (city, "only")


def test_a_question_about_both(places: Places) -> None:
    question = "Ich wohne in Garbsen. Wo bekomme ich in Hannover einen Pass?"
    assert places(words(question)) == ("Garbsen", "too")


@pytest.mark.parametrize(
    "question",
    [
        "I moved from Berlin to Hannover",
        "Bin von Kassel hierher gezogen",
        "Berlin'den geldim",
        "Ich ziehe nach München, muss ich mich abmelden?",
        "Переехал из Берлина",
        "Ist die Berliner Allee gesperrt?",
        "Une bonne recette ?",
        "Was kostet das Essen in der Kita?",
    ],
)
def test_who_comes_from_there_asks_about_hannover(places: Places, question: str) -> None:
    assert places(words(clean(question))) is None
