"""Typing errors are mended by words that somebody knows; nothing else is touched."""

import pytest

from bot.phrases import PhraseBook
from bot.spelling import Spelling
from bot.understand import Vocabulary
from knowledge.detection import LanguageDetector
from knowledge.records import Knowledge


@pytest.fixture(scope="module")
def spelling(knowledge: Knowledge, detector: LanguageDetector) -> Spelling:
    return Vocabulary.of(knowledge, PhraseBook.load(), detector).spelling


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("de", "mein persoanlausweis ist weg", "mein personalausweis ist weg"),
        ("de", "Sperrmül abholne lassen", "sperrmüll abholen lassen"),
        ("en", "how much is the parkng permit?", "how much is the parking permit?"),
        ("tr", "pasaprt ücreti", "pasaport ücreti"),
        ("uk", "скільки коштує паспрот?", "скільки коштує паспорт?"),
        ("ar", "كم رسوم جواز السفرر؟", "كم رسوم جواز السفر؟"),
        ("pl", "ile kosztuje paszprot", "ile kosztuje paszport"),
    ],
)
def test_a_mistyped_word_becomes_what_was_meant(
    spelling: Spelling, language: str, typed: str, meant: str
) -> None:
    assert spelling(typed, language) == meant


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Ich wohne in der Limmerstraße 12 und heiße Kowalczyk."),
        ("de", "Schreiben Sie an 67.7-Baumschutz@Hannover-Stadt.de"),
        ("tr", "Personalausweis kaç para?"),  # a German word in a Turkish question
        ("en", "What does a giraffe eat?"),  # a word that the content does not have
        ("de", "tsl blau"),  # too short to tell
        ("es", "pasaprte"),  # a language without texts
    ],
)
def test_other_words_stay_as_they_are(spelling: Spelling, language: str, text: str) -> None:
    assert spelling(text, language) == text


def test_of_two_near_words_the_commoner_one_is_meant() -> None:
    spelling = Spelling([("karten karten kanten", "de")], known=lambda word, language: False)
    assert spelling("kacten", "de") == "karten"


def test_a_first_letter_is_never_mended() -> None:
    spelling = Spelling([("hund", "de"), ("hunde", "de")], known=lambda word, language: False)
    assert spelling("kunde", "de") == "kunde"
