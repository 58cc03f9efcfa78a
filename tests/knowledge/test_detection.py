"""Which language a text is in."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from knowledge.detection import LanguageDetector
from knowledge.languages import RECOGNISED
from knowledge.settings import Settings
from tests.conftest import environment

QUESTIONS = {
    "de": "Wann ist die Grundsteuer fällig?",
    "en": "How much is a passport?",
    "tr": "Yeni adresimi nasıl kaydettiririm?",
    "uk": "Де подати заяву на житлову допомогу?",
    "ru": "Сколько стоит паспорт?",
    "ar": "كم تكلفة جواز السفر؟",
    "fa": "هزینه گذرنامه چقدر است؟",
    "pl": "Ile kosztuje paszport?",
    "fr": "Combien coûte un passeport ?",
    "ro": "Cât costă un pașaport?",
    "bg": "Колко струва паспортът?",
    "el": "Πόσο κοστίζει το διαβατήριο;",
    "es": "¿Cuánto cuesta un pasaporte?",
    "hr": "Koliko košta putovnica?",
    "it": "Quanto costa un passaporto?",
    "vi": "Hộ chiếu giá bao nhiêu?",
}
PAIRS = {
    "de": "neue Wohnung", "en": "lost passport", "tr": "köpek vergisi", "uk": "новий паспорт",
    "ru": "налог на собаку", "ar": "شهادة الميلاد", "fa": "گواهی تولد", "pl": "akt urodzenia",
    "fr": "acte de naissance", "ro": "certificat de naștere", "bg": "акт за раждане",
    "el": "νέα διεύθυνση", "es": "nueva dirección", "hr": "nova adresa", "it": "nuovo indirizzo",
    "vi": "địa chỉ mới",
}  # fmt: skip


@pytest.mark.parametrize("language", list(RECOGNISED))
def test_a_question_is_recognised_with_certainty(detector: LanguageDetector, language: str) -> None:
    detection = detector(QUESTIONS[language])
    assert detection.language == language
    assert detection.probability > 0.9


@pytest.mark.parametrize("language", list(RECOGNISED))
def test_two_or_three_words_are_enough(detector: LanguageDetector, language: str) -> None:
    assert detector(PAIRS[language]).language == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("wonungsgeberbestätigng vermiter unterschreibt nicht", "de"),
        ("Kindergeld fuer meine Toechter", "de"),
        ("yeni pasaport ucreti ne kadar", "tr"),
        ("gdzie moge zglosic nowy adres", "pl"),
        ("combien coute le passeport", "fr"),
        ("cat costa un pasaport nou", "ro"),
        ("Câţi bani costă buletinul?", "ro"),  # the cedilla of older keyboards
        ("KÖPEK VERGİSİ NE KADAR", "tr"),
    ],
)
def test_mistakes_and_bare_letters_do_no_harm(
    detector: LanguageDetector, text: str, language: str
) -> None:
    assert detector(text).language == language


def test_what_two_languages_share_is_no_certainty(detector: LanguageDetector) -> None:
    """Romanian and French write both words, and English one of them."""
    detection = detector("taxa")
    assert detection.probability < 0.9
    assert sum(detection.probabilities.values()) == pytest.approx(1)


@pytest.mark.parametrize("text", ["asdf jklö", "qwrtzp xcvbnm", "sdfsdf " * 100, "ыфвапр щзшгн"])
def test_gibberish_is_in_no_language(detector: LanguageDetector, text: str) -> None:
    assert detector(text).probability < 0.2


@pytest.mark.parametrize(
    "text",
    [
        "你好，我想办理护照", "パスポートはいくらですか", "여권은 얼마입니까", "איך אני מקבל דרכון חדש",
        "पासपोर्ट की कीमत क्या है", "პასპორტი რა ღირს", "ፓስፖርት ስንት ነው",
    ],
)  # fmt: skip
def test_another_script_is_in_no_language(detector: LanguageDetector, text: str) -> None:
    assert detector(text).probability < 0.1


@pytest.mark.parametrize("text", ["", "123", "?!", "https://hannover.de", "a@b.de", "🐕", "\ud83d"])
def test_a_text_without_words_has_no_language(detector: LanguageDetector, text: str) -> None:
    assert detector(text).language is None
    assert detector(text).probability == 0


def test_a_long_text_is_read_too(detector: LanguageDetector) -> None:
    assert detector(QUESTIONS["tr"] * 500).probability > 0.99
    assert detector("x" * 10_000).probability < 0.2


def test_the_same_text_gives_the_same_answer_in_all_threads(detector: LanguageDetector) -> None:
    texts = [*PAIRS.values(), "taxa hund de pe"] * 10
    alone = [detector(text) for text in texts]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(detector, texts)) == alone


def test_the_same_text_gives_the_same_answer_in_another_process(
    detector: LanguageDetector, settings: Settings
) -> None:
    script = (
        "from knowledge.detection import LanguageDetector as D\n"
        "from knowledge.model.language_store import LanguageStore as S\n"
        "from knowledge.settings import Settings\n"
        "print(D(S(Settings.load()).load())('taxa hund de pe').probabilities)"
    )
    other = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(settings, PYTHONHASHSEED="7"),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert other.stdout.strip() == str(detector("taxa hund de pe").probabilities)
