"""``hanni bench extract`` on two pages, as an editor types it."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.bench.extract import Extracted, extract_figures
from knowledge.errors import ExitCode
from knowledge.settings import Settings
from tests.conftest import environment, hanni

PAGES: list[dict[str, Any]] = [
    {
        "page": "bad",
        "title": "Freibad",
        "lines": [
            "Das Freibad ist von Mai bis September geöffnet.",
            "Täglich von 9.00 bis 20.00 Uhr",
            "Eintritt: 4 Euro, Kinder 2 Euro",
            "Lange Straße 4, 30159 Hannover",
            "",
        ],
    },
    {"page": "hund", "title": "Hundesteuer", "lines": ["Wer einen Hund hält, meldet ihn an."]},
    {"page": "leer", "title": "Leer", "lines": []},
]
QUESTIONS: list[dict[str, Any]] = [
    {"lang": "de", "question": "Was kostet der Eintritt?", "page": "bad", "answer_lines": [2]},
    {"lang": "de", "question": "Wie melde ich meinen Hund an?", "page": "bad", "answer_lines": []},
    {"lang": "de", "question": "Wann?", "page": "leer", "answer_lines": []},
    {"lang": "tr", "question": "Giriş ücreti ne kadar?", "page": "bad", "answer_lines": [2]},
]


def jsonl(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return str(path)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    german = jsonl(tmp_path / "de.jsonl", QUESTIONS[:3])
    turkish = jsonl(tmp_path / "tr.jsonl", QUESTIONS[3:])
    pages = jsonl(tmp_path / "pages.jsonl", PAGES)
    return ["--pages", pages, "--questions", german, "--questions", turkish]


def found(answer: set[int], chosen: set[int]) -> Extracted:
    return Extracted(frozenset(answer), frozenset(chosen))


def test_figures_are_averaged_over_the_answerable_questions() -> None:
    figures = extract_figures(
        [
            found({1, 2}, {2, 3, 4, 5}),  # precision 1/4, recall 1/2
            found({1}, {1}),  # both 1
            found({1}, set()),  # taken for unanswerable: both 0
            found(set(), set()),
            found(set(), {3}),
        ]
    )
    assert figures["precision"] == pytest.approx(1.25 / 3)
    assert figures["recall"] == pytest.approx(0.5)
    assert figures["f"] == pytest.approx(2 * (1.25 / 3) * 0.5 / (1.25 / 3 + 0.5))
    assert figures["unanswerable"] == {"precision": 0.5, "recall": 0.5, "f": 0.5}


def test_figures_of_nothing_are_zero() -> None:
    nothing = {"precision": 0, "recall": 0, "f": 0}
    assert extract_figures([found(set(), {1})]) == {**nothing, "unanswerable": nothing}


def test_lines_are_chosen_and_reported_in_three_ways(
    published: Settings, tmp_path: Path, files: list[str]
) -> None:
    outputs = ["--json", str(tmp_path / "out.json"), "--html", str(tmp_path / "out.html")]
    done = hanni("bench", "extract", *files, *outputs, env=environment(published))
    assert done.returncode == ExitCode.OK, done.stderr
    figures = json.loads((tmp_path / "out.json").read_text())
    assert list(figures) == ["de", "tr"]
    assert set(figures["de"]) == {"precision", "recall", "f", "unanswerable"}
    assert set(figures["de"]["unanswerable"]) == {"precision", "recall", "f"}
    assert figures["de"]["recall"] == figures["tr"]["recall"] == 1
    assert "unanswerable 2" in done.stdout
    assert "Choosing lines" in done.stderr
    assert "<svg" in (tmp_path / "out.html").read_text()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"--pages": "nowhere.jsonl"}, "nowhere.jsonl cannot be read"),
        ({"--questions": "pages.jsonl"}, "pages.jsonl, line 1: the field 'lang' is missing"),
        ({"--questions": "unlined.jsonl"}, "have no answer_lines"),
        ({"--questions": "beyond.jsonl"}, "the page 'hund' has lines 0 to 0"),
        ({"--html": "nowhere/out.html"}, "nowhere/out.html cannot be written"),
    ],
)
def test_a_wrong_file_is_named(
    published: Settings, tmp_path: Path, files: list[str], change: dict[str, str], says: str
) -> None:
    row = {"lang": "de", "question": "Wer meldet einen Hund an?", "page": "hund"}
    jsonl(tmp_path / "unlined.jsonl", [row])
    jsonl(tmp_path / "beyond.jsonl", [{**row, "answer_lines": [1]}])
    changed = [part for name, value in change.items() for part in (name, str(tmp_path / value))]
    failed = hanni("bench", "extract", *files, *changed, env=environment(published))
    assert failed.returncode == ExitCode.USAGE
    assert says in failed.stderr
    assert "Traceback" not in failed.stderr
