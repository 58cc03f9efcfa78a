"""Search on the shipped content: the right service first, and honest about what it does not know."""

import json
from pathlib import Path

import pytest

from knowledge.confidence import Confidence, Features
from knowledge.embedding import OnnxEmbedder
from knowledge.search import Search
from knowledge.snapshot import Snapshot

#: Written by somebody who had not seen the texts, and not used to build or tune anything.
QUESTIONS = Path(__file__).parents[1] / "bench" / "questions"


def read(name: str) -> list[dict[str, object]]:
    lines = (QUESTIONS / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def search(snapshot: Snapshot, embedder: OnnxEmbedder) -> Search:
    return Search(snapshot, embedder)


@pytest.mark.parametrize(
    ("question", "language", "service"),
    [
        ("Ich bin umgezogen", "de", "wohnsitz-anmelden-ummelden"),
        ("my dog died", "en", "hundesteuer"),
        ("Yeni adresimi nasıl kaydettiririm?", "tr", "wohnsitz-anmelden-ummelden"),
        ("Скільки коштує німецький паспорт?", "uk", "reisepass"),
        ("كيف أحصل على موعد في مكتب المواطنين؟", "ar", "termin-buergeramt"),
        ("Gdzie oddać starą kanapę?", "pl", "sperrmuell"),
    ],
)
def test_a_question_finds_its_service(
    search: Search, question: str, language: str, service: str
) -> None:
    result = search(question, language)
    assert result.services[0].service == service
    assert result.confidence > 0.5


def test_nine_of_ten_unseen_questions_find_their_service(search: Search) -> None:
    """A floor that catches a broken recipe; docs/architecture.md has the figures."""
    rows = read("held_out.jsonl")
    right = [
        search(str(row["question"]), str(row["lang"])).services[0].service
        in list(row["expect_services"])  # type: ignore[call-overload]
        for row in rows
    ]
    assert sum(right) / len(right) >= 0.9


def test_nine_of_ten_questions_about_other_things_are_refused(
    search: Search, confidence: Confidence
) -> None:
    rows = read("held_out_negatives.jsonl")
    refused = [
        search(str(row["text"]), str(row["lang"])).confidence < confidence.answer for row in rows
    ]
    assert sum(refused) / len(refused) >= 0.9


@pytest.mark.parametrize("question", ["x", "?!", "…", "a" * 1000, "1", "🐕", "und", "ال"])
def test_odd_questions_get_a_result_and_no_certainty(search: Search, question: str) -> None:
    result = search(question, "de")
    assert 0 <= result.confidence < 0.9


def test_confidence_grows_with_every_sign_of_a_match(confidence: Confidence) -> None:
    weak = Features(score=0.2, dense=0.2, margin=0.0, lexical=0.0, offtopic=0.3, words=1.5)
    strong = Features(score=0.9, dense=0.8, margin=0.4, lexical=0.6, offtopic=0.1, words=1.5)
    assert confidence(weak) < confidence.clarify < confidence.answer < confidence(strong)


def test_a_hit_says_why_it_was_found(search: Search) -> None:
    best, second = search("Hundesteuer", "de").services[:2]
    assert best.service == "hundesteuer"
    assert best.lexical > 0.5
    assert best.dense > second.dense
