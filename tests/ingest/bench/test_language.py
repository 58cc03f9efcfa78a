"""``hanni bench language``: what is recognised, and what is taken for what."""

import json
from pathlib import Path

from ingest.bench.language import measure_language
from knowledge.detection import LanguageDetector
from knowledge.errors import ExitCode
from knowledge.evaluation.rows import LabelledText
from knowledge.languages import RECOGNISED
from knowledge.settings import Settings
from tests.conftest import environment, hanni

TEXTS = [
    ("de", "sentences", "Wann hat das Bürgeramt am Samstag geöffnet?"),
    ("tr", "sentences", "Köpeğim için vergi ödemem gerekiyor mu?"),
    ("tr", "words", "vergi ödemesi"),
    # A mistake of the set: so something is confused.
    ("fr", "words", "Wohnsitz ummelden"),
    ("de", "words", "12345"),
    ("xx", "words", "nobody knows this one"),
]
ROWS = [LabelledText(lang=lang, kind=kind, text=text) for lang, kind, text in TEXTS]


def test_accuracy_is_told_overall_by_language_and_by_kind(detector: LanguageDetector) -> None:
    found = measure_language(detector, RECOGNISED, ROWS, lambda step, done, total: None)
    assert found.left_out == 1
    figures = found.figures()
    assert figures["accuracy"] == 3 / 5
    assert figures["by_language"] == {"de": 0.5, "tr": 1, "fr": 0}
    assert figures["by_kind"] == {"sentences": 1, "words": 1 / 3}
    assert found.microseconds > 0


def test_confusions_are_shares_of_a_languages_texts(detector: LanguageDetector) -> None:
    found = measure_language(detector, RECOGNISED, ROWS, lambda step, done, total: None)
    assert found.confusions() == {
        ("de", "de"): 0.5, ("de", "none"): 0.5, ("tr", "tr"): 1, ("fr", "de"): 1,
    }  # fmt: skip


def test_the_command_writes_figures_and_a_report(published: Settings, tmp_path: Path) -> None:
    texts = tmp_path / "texts.jsonl"
    texts.write_text("\n".join(row.model_dump_json() for row in ROWS), encoding="utf-8")
    outputs = ["--json", str(tmp_path / "out.json"), "--html", str(tmp_path / "out.html")]
    done = hanni("bench", "language", "--texts", str(texts), *outputs, env=environment(published))
    assert done.returncode == ExitCode.OK, done.stderr
    figures = json.loads((tmp_path / "out.json").read_text())
    assert set(figures) == {"accuracy", "by_language", "by_kind", "microseconds"}
    assert "1 in languages that Hanni does not recognise" in done.stdout
    assert "fr taken for de" in (tmp_path / "out.html").read_text()


def test_texts_in_unknown_languages_only_are_a_mistake(published: Settings, tmp_path: Path) -> None:
    texts = tmp_path / "texts.jsonl"
    texts.write_text(ROWS[-1].model_dump_json(), encoding="utf-8")
    failed = hanni("bench", "language", "--texts", str(texts), env=environment(published))
    assert failed.returncode == ExitCode.USAGE
    assert "no text is in a language that Hanni recognises" in failed.stderr
