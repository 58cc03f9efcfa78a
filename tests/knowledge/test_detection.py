"""Which language a text is in."""

import pytest

from knowledge.detection import LanguageDetector


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wann ist die Grundsteuer fällig?", "de"),
        ("How much is a passport?", "en"),
        ("Yeni adresimi nasıl kaydettiririm?", "tr"),
        ("Де подати заяву на житлову допомогу?", "uk"),
        ("Сколько стоит паспорт?", "ru"),
        ("كم تكلفة جواز السفر؟", "ar"),
        ("هزینه گذرنامه چقدر است؟", "fa"),
        ("Ile kosztuje paszport?", "pl"),
        ("Combien coûte un passeport ?", "fr"),
        ("Cât costă un pașaport?", "ro"),
        ("¿Cuánto cuesta un pasaporte?", "es"),
        ("Πόσο κοστίζει το διαβατήριο;", "el"),
    ],
)
def test_a_sentence_is_recognised(detector: LanguageDetector, text: str, language: str) -> None:
    assert detector(text).language == language


def test_the_same_text_gives_the_same_answer(detector: LanguageDetector) -> None:
    first = detector("taxa hund")
    for _ in range(20):
        again = detector("taxa hund")
        assert again.language == first.language
        # lingua adds floats in no fixed order
        assert again.probabilities == pytest.approx(first.probabilities)


@pytest.mark.parametrize("text", ["", "123", "?!", "https://hannover.de", "a@b.de", "🐕"])
def test_a_text_without_words_has_no_language(detector: LanguageDetector, text: str) -> None:
    assert detector(text).language is None
    assert detector(text).probability == 0
