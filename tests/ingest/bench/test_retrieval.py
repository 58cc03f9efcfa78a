"""``hanni bench retrieval`` on a handful of pages, as an editor types it."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from ingest.bench.pages import knowledge_of
from knowledge.errors import ExitCode
from knowledge.evaluation.rows import Page
from knowledge.passages import passages
from knowledge.records import Knowledge
from knowledge.settings import Settings
from tests.conftest import environment, hanni

PAGES: list[dict[str, Any]] = [
    {
        "page": "bad",
        "title": "Freibad",
        "lines": ["Das Freibad öffnet im Mai.", "Eintritt: 4 Euro"],
    },
    {"page": "buch", "title": "Bücherei", "lines": ["In der Bücherei leihen Sie Bücher aus."]},
    {"page": "hund", "title": "Hundesteuer", "lines": ["Wer einen Hund hält, meldet ihn an."]},
    {"passage": 4, "text": "Blutspenden kann, wer gesund und über 18 Jahre alt ist."},
]
QUESTIONS: list[dict[str, Any]] = [
    {"lang": "de", "question": "Wann öffnet das Freibad?", "page": "bad", "answer_lines": [0]},
    {"lang": "de", "question": "Wer darf Blut spenden?", "passage": 4},
    {"lang": "de", "question": "Wie tief ist das Freibad?", "page": "bad", "answer_lines": []},
    {"lang": "en", "question": "Where can I borrow books?", "page": "buch", "answer_lines": [0]},
    {"lang": "tr", "question": "Köpeğimi nasıl kaydettiririm?", "page": "hund"},
]


def jsonl(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return str(path)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    german = jsonl(tmp_path / "de.jsonl", QUESTIONS[:3])
    others = jsonl(tmp_path / "others.jsonl", QUESTIONS[3:])
    pages = jsonl(tmp_path / "pages.jsonl", PAGES)
    return ["--pages", pages, "--questions", german, "--questions", others]


def test_pages_are_found_and_reported_in_three_ways(
    published: Settings, tmp_path: Path, files: list[str]
) -> None:
    before = sorted((published.data / "snapshots").iterdir())
    outputs = ["--json", str(tmp_path / "out.json"), "--html", str(tmp_path / "out.html")]
    env = environment(published, TMPDIR=str(tmp_path))
    done = hanni("bench", "retrieval", *files, *outputs, env=env)
    assert done.returncode == ExitCode.OK, done.stderr
    figures = json.loads((tmp_path / "out.json").read_text())
    assert set(figures) == {"system", "bm25", "dense"}
    for of in figures.values():
        assert set(of) == {"de", "en", "tr", "mean_other"}
        assert set(of["de"]) == {"n", "recall@1", "recall@5", "mrr@10", "ndcg@10"}
    # The unanswerable question is not asked.
    assert figures["system"]["de"] == {
        "n": 2, "recall@1": 1, "recall@5": 1, "mrr@10": 1, "ndcg@10": 1,
    }  # fmt: skip
    assert figures["dense"]["de"]["recall@1"] == 1
    # No English word stands in a German page.
    assert figures["bm25"]["en"]["recall@5"] == 0
    assert "mean without German" in done.stdout
    assert "Asking (tr)" in done.stderr
    assert "<svg" in (tmp_path / "out.html").read_text()
    # What is published stays as it is, and nothing stays behind.
    assert sorted((published.data / "snapshots").iterdir()) == before
    assert not list(tmp_path.glob("hanni-bench-*"))


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_leaves_nothing_behind(
    published: Settings, tmp_path: Path, files: list[str], sent: signal.Signals, code: int
) -> None:
    many = jsonl(tmp_path / "many.jsonl", QUESTIONS[:1] * 5000)
    process = subprocess.Popen(
        [Path(sys.executable).parent / "hanni", "bench", "retrieval", *files, "--questions", many],
        env=environment(published, TMPDIR=str(tmp_path)),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        # A shell starts what runs in the background with SIGINT ignored, and that is inherited.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob("hanni-bench-*/snapshots/current")):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(sent)
        assert process.wait(timeout=30) == code
    finally:
        process.kill()
    assert not list(tmp_path.glob("hanni-bench-*"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"--pages": "nowhere.jsonl"}, "nowhere.jsonl cannot be read"),
        ({"--pages": "de.jsonl"}, "de.jsonl, line 1: the field 'lines' is missing"),
        ({"--questions": "pages.jsonl"}, "pages.jsonl, line 1: the field 'lang' is missing"),
        ({"--json": "nowhere/out.json"}, "nowhere/out.json cannot be written"),
    ],
)
def test_a_wrong_file_is_named(
    published: Settings, tmp_path: Path, files: list[str], change: dict[str, str], says: str
) -> None:
    changed = [part for name, value in change.items() for part in (name, str(tmp_path / value))]
    failed = hanni("bench", "retrieval", *files, *changed, env=environment(published))
    assert failed.returncode == ExitCode.USAGE
    assert says in failed.stderr
    assert "Traceback" not in failed.stderr


def test_every_page_is_a_service_with_one_german_text(knowledge: Knowledge) -> None:
    pages = [Page.model_validate(row) for row in PAGES]
    made = knowledge_of(pages, knowledge)
    assert list(made.services) == ["bad", "buch", "hund", "4"]
    assert made.city == knowledge.city
    assert list(made.languages()) == ["de"]
    texts = [passage.text for passage in passages(made) if passage.service == "bad"]
    assert texts == ["Freibad", "Freibad\nDas Freibad öffnet im Mai.\nEintritt: 4 Euro"]


def test_a_page_without_a_title_has_no_name(knowledge: Knowledge) -> None:
    page = Page.model_validate({"passage": 1, "text": "Das Wasser ist tief."})
    (passage,) = passages(knowledge_of([page], knowledge))
    assert passage.level == "chunk"
    assert passage.text.strip() == "Das Wasser ist tief."
