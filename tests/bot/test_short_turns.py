"""Turns that mean something only after the last one."""

import pytest

from bot.phrases import PhraseBook
from bot.short_turns import corrected, named_choice
from knowledge.text import words

BOOK = PhraseBook.load()


@pytest.mark.parametrize(
    ("language", "said", "meant"),
    [
        ("en", "no, I mean the ID card", "the ID card"),
        ("de", "nee, ich mein den Führerschein", "den Führerschein"),
        ("de", "Nein! Den Pass.", "Den Pass"),
        ("fr", "non pardon, je voulais dire le permis de séjour", "le permis de séjour"),
        ("tr", "hayır ehliyetimi demek istedim", "ehliyetimi"),
        ("ar", "لا قصدي الإقامة الدائمة", "الإقامة الدائمة"),
        ("pl", "nie, chodzi mi o paszport", "paszport"),
    ],
)
def test_of_a_correction_what_is_meant_instead_is_searched_for(
    language: str, said: str, meant: str
) -> None:
    assert corrected(said, BOOK[language]) == meant


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "nein"),
        ("de", "nee ich hab zwei"),
        ("pl", "nie odebrali nam śmieci"),
        ("ro", "nu gasesc loc liber, ce fac"),
        ("en", "is there no fee?"),
    ],
)
def test_a_no_that_belongs_to_its_sentence_takes_nothing_back(language: str, said: str) -> None:
    assert corrected(said, BOOK[language]) is None


@pytest.mark.parametrize(
    ("language", "said", "place"),
    [
        ("de", "die zweite bitte", 1),
        ("de", "2", 1),
        ("en", "the first one", 0),
        ("tr", "ikinci", 1),
        ("ru", "третий", 2),
        ("ar", "الثاني", 1),
        ("fa", "اولی", 0),
        ("fr", "le dernier", 2),
        ("ro", "a doua", 1),
    ],
)
def test_a_choice_is_named_by_its_place(language: str, said: str, place: int) -> None:
    assert named_choice(words(said), 3, BOOK[language]) == place


@pytest.mark.parametrize("said", ["mein zweiter Hund", "16", "Personalausweis"])
def test_a_place_among_other_words_names_no_choice(said: str) -> None:
    assert named_choice(words(said), 3, BOOK["de"]) is None


def test_without_choices_there_is_nothing_to_choose() -> None:
    assert named_choice(["1"], 0, BOOK["de"]) is None
    assert named_choice(["dritte"], 2, BOOK["de"]) == 1
