"""``hanni bench answers`` and ``hanni bench speed`` on the shipped content."""

import importlib
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.bench.answers import measure_answers
from bot.pipeline import Pipeline
from knowledge.evaluation.rows import Negative, RowsError, ServiceQuestion
from knowledge.settings import Settings
from tests.conftest import environment

QUESTIONS = [
    {"question": "Was kostet ein Reisepass?", "lang": "de", "expect_services": ["reisepass"]},
    {"question": "Köpeğim için vergi ödemem gerekiyor mu?", "lang": "tr", "style": "plain",
     "expect_services": ["hundesteuer", "grundsteuer"]},
    {"question": "¿Cuánto cuesta un pasaporte alemán?", "lang": "es", "expect_services": ["reisepass"]},
    # A mistake of the set: it shows what is wrong with an answer.
    {"question": "How do I get rid of an old sofa?", "lang": "en", "expect_services": ["wohngeld"]},
]  # fmt: skip
NEGATIVES = [
    {"text": "Wie backe ich einen Apfelkuchen?", "lang": "de", "expect": ["no_answer"]},
    {"text": "Was kostet ein Reisepass?", "lang": "de", "expect": ["no_answer", "clarify"]},
]


@pytest.fixture
def app() -> typer.Typer:
    """The commands under the names that an installation gives them."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    bench = typer.Typer()
    for name, where in project["entry-points"]["hanni.bench"].items():
        module, function = where.split(":")
        bench.command(name)(getattr(importlib.import_module(module), function))
    return bench


@pytest.fixture(autouse=True)
def shipped(monkeypatch: pytest.MonkeyPatch, published: Settings) -> None:
    """Settings from the environment, as the commands read them."""
    monkeypatch.chdir(Path(__file__).parents[3])
    for name, value in environment(published).items():
        monkeypatch.setenv(name, value)


def jsonl(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return str(path)


def test_what_is_right_is_told_apart(pipeline: Pipeline) -> None:
    questions = [ServiceQuestion.model_validate(row) for row in QUESTIONS]
    negatives = [Negative.model_validate(row) for row in NEGATIVES]
    found = measure_answers(pipeline, "en", questions, negatives, lambda step, done, total: None)
    figures = found.figures()
    assert figures["service_first"] == 3 / 4
    assert figures["service_any"] == 3 / 4
    # Spanish is not written: an answer in the fall-back language is the right one.
    assert figures["language"] == 1
    assert figures["outcome"] == 1
    assert set(found.by_language()) == {"de", "tr", "es", "en"}
    assert found.by_language()["en"]["service_first"] == 0
    assert {style: of["n"] for style, of in found.by_style().items()} == {"all": 3, "plain": 1}
    assert figures["negatives"] == {"n": 2, "outcome_ok": 0.5, "answered": 0.5}


def test_answers_lists_what_is_wrong_if_asked(app: typer.Typer, tmp_path: Path) -> None:
    files = [
        "--questions", jsonl(tmp_path / "q.jsonl", QUESTIONS),
        "--negatives", jsonl(tmp_path / "n.jsonl", NEGATIVES),
        "--json", str(tmp_path / "out.json"), "--html", str(tmp_path / "out.html"),
    ]  # fmt: skip
    quiet = CliRunner().invoke(app, ["answers", *files])
    assert quiet.exit_code == 0, quiet.output
    assert "old sofa" not in quiet.stdout
    shown = CliRunner().invoke(app, ["answers", *files, "--show-errors"])
    assert "How do I get rid of an old sofa?" in shown.stdout
    figures = json.loads((tmp_path / "out.json").read_text())
    assert set(figures) == {
        "service_first", "service_any", "language", "outcome",
        "by_language", "by_style", "negatives",
    }  # fmt: skip
    assert "old sofa" in (tmp_path / "out.html").read_text()


def test_answers_names_a_wrong_file(app: typer.Typer, tmp_path: Path) -> None:
    questions = jsonl(tmp_path / "q.jsonl", NEGATIVES)
    failed = CliRunner().invoke(app, ["answers", "--questions", questions])
    assert isinstance(failed.exception, RowsError)
    assert "q.jsonl, line 1: the field 'question' is missing" in failed.exception.message


def test_speed_measures_copies_of_the_published_snapshot(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    out = tmp_path / "out.json"
    # More passages than are published, so that there are copies; they are services of their own.
    options = ["--passages", "2700", "--requests", "20", "--clients", "2", "--json", str(out)]
    done = CliRunner().invoke(app, ["speed", *options, "--html", str(tmp_path / "out.html")])
    assert done.exit_code == 0, done.output
    (figures,) = json.loads(out.read_text()).values()
    for name in ("embedding", "search", "answer", "embedding_clients", "answer_clients"):
        assert 0 < figures[name]["p50"] <= figures[name]["p95"] <= figures[name]["p99"]
    assert figures["answer"]["p50"] > figures["embedding"]["p50"]
    assert figures["answers_per_second"] > 0
    assert 100 < figures["memory_megabytes"] < 10_000
    assert "<polyline" in (tmp_path / "out.html").read_text()
    assert not list(tmp_path.glob("hanni-bench-*"))
