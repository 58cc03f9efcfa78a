"""Which lines of a page answer a question, with the shipped weights and the real model."""

from collections.abc import Callable

import numpy as np
import pytest

from ingest.bench.extract import shipped_means
from ingest.vector_cache import VectorCache
from knowledge.embedding import OnnxEmbedder, unit
from knowledge.line_features import AskedQuestion, LinePage
from knowledge.line_selector import WEIGHTS_FILE, Decision, LineSelector, Selection
from knowledge.records import Knowledge
from knowledge.settings import Settings

TITLE = "Stadtbücherei"
LINES = (
    "Stadtbücherei",
    "In der Stadtbücherei können Sie Bücher, Filme und Spiele ausleihen.",
    "Was kostet der Ausweis?",
    "Der Ausweis kostet 24 Euro im Jahr. Kinder und Jugendliche bezahlen nichts.",
    "Öffnungszeiten:",
    "Montag bis Freitag: 10.00 bis 18.00 Uhr",
    "Samstag: 10.00 bis 14.00 Uhr",
    "Adresse:",
    "Lange Straße 4, 30159 Hannover",
    "Telefon: 0511 1234567",
)

Ask = Callable[[str, str], Selection]


@pytest.fixture(scope="module")
def ask(settings: Settings, embedder: OnnxEmbedder, knowledge: Knowledge) -> Ask:
    selector = LineSelector.load()
    with VectorCache(settings.cache / "vectors", embedder) as cache:
        means = shipped_means(knowledge, cache)
    page = LinePage.read(TITLE, LINES, embedder.passages)

    def ask(question: str, language: str) -> Selection:
        vector = unit(embedder.query(question) - means(language))
        return selector.choose(page, AskedQuestion(question, language, vector))

    return ask


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("de", "Wann hat die Stadtbücherei geöffnet?"),
        ("en", "When is the library open?"),
        ("tr", "Kütüphane saat kaçta açık?"),
        ("ar", "متى تفتح المكتبة؟"),
    ],
)
def test_opening_hours_are_chosen_whatever_the_language(
    ask: Ask, language: str, question: str
) -> None:
    chosen = ask(question, language)
    assert 5 in chosen.lines
    assert max(chosen.probabilities) == chosen.probabilities[5]
    assert not {0, 8, 9} & set(chosen.lines)
    assert chosen.answerable > 0.8


@pytest.mark.parametrize(
    ("language", "question"),
    [("de", "Was kostet ein Ausweis?"), ("en", "How much does a library card cost?")],
)
def test_the_price_is_chosen(ask: Ask, language: str, question: str) -> None:
    chosen = ask(question, language)
    assert 3 in chosen.lines
    assert not {5, 6, 8, 9} & set(chosen.lines)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("de", "Wie melde ich meinen Hund an?"),
        ("en", "How do I register my dog?"),
        ("tr", "Köpeğimi nasıl kaydettiririm?"),
    ],
)
def test_a_page_about_something_else_answers_less_likely(
    ask: Ask, language: str, question: str
) -> None:
    hours = {"de": "Wann ist geöffnet?", "en": "When is it open?", "tr": "Ne zaman açık?"}
    elsewhere = ask(question, language)
    assert elsewhere.answerable < ask(hours[language], language).answerable - 0.1


def test_probabilities_are_of_every_line(ask: Ask) -> None:
    chosen = ask("Wann ist geöffnet?", "de")
    assert len(chosen.probabilities) == len(LINES)
    assert all(0 <= probability <= 1 for probability in chosen.probabilities)
    assert list(chosen.lines) == sorted(chosen.lines)


def test_a_page_without_lines_answers_nothing(embedder: OnnxEmbedder) -> None:
    page = LinePage.read("Leere Seite", [], embedder.passages)
    question = AskedQuestion("Wann?", "de", embedder.query("Wann?"))
    assert LineSelector.load().choose(page, question) == Selection((), (), 0.0)


def test_lines_are_added_while_they_help_more_than_they_harm() -> None:
    probabilities = np.array([0.1, 0.9, 0.8, 0.05])
    # Few lines when being right counts, many when being complete does.
    assert Decision(precision=50, answerable=0).choose(probabilities) == [1]
    assert Decision(precision=3, answerable=0).choose(probabilities) == [1, 2]
    assert Decision(precision=0, answerable=0).choose(probabilities) == [0, 1, 2, 3]


def test_the_weights_are_small() -> None:
    assert WEIGHTS_FILE.stat().st_size < 200_000
