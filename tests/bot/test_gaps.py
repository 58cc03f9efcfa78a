"""What was asked in vain is counted by the day, if that is wished, and told to editors."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.guard import Guard
from bot.metrics import Metrics
from bot.phrases import PhraseBook
from bot.pipeline import Pipeline
from bot.retrieve import Reader
from bot.schema import ChatRequest
from bot.service import build_pipeline
from bot.settings import BotSettings
from ingest.cli import app
from ingest.commands.gaps import cluster
from knowledge.detection import LanguageDetector
from knowledge.embedding import OnnxEmbedder
from knowledge.errors import SettingsError
from knowledge.gaps import FILE, Gap, GapLog
from knowledge.settings import Settings
from knowledge.snapshot import Snapshot

UNANSWERED = "Wie baue ich eine Rakete zum Mond?"


@pytest.fixture(scope="module")
def asked(snapshot: Snapshot, embedder: OnnxEmbedder, detector: LanguageDetector) -> list[Gap]:
    """What was counted when these were asked."""
    book = PhraseBook.load()
    found: list[Gap] = []
    reader = Reader.of(snapshot, embedder, book, detector)
    guard = Guard.load(embedder.fingerprint)
    pipeline = Pipeline(
        lambda: reader, detector, book, guard, fallback_language="en", on_gap=found.append
    )
    for question in (
        UNANSWERED,
        f"{UNANSWERED} Antwort bitte an erika.muster@example.org",
        "Was kostet ein Personalausweis?",
        "Hallo!",
        "Ich will nicht mehr leben",
    ):
        pipeline.extractive(ChatRequest(message=question))
    return found


def test_only_what_was_not_answered_is_counted(asked: list[Gap]) -> None:
    assert [gap.outcome for gap in asked] == ["no_answer", "no_answer"]
    assert asked[0].question == UNANSWERED
    assert asked[0].language == "de"
    assert asked[0].service


def test_personal_data_is_not_kept(asked: list[Gap]) -> None:
    assert "@" not in asked[1].question
    assert "erika" not in asked[1].question


def test_a_question_is_counted_by_the_day_and_forgotten(tmp_path: Path) -> None:
    log = GapLog(tmp_path)
    log.create()
    gap = Gap("de", "no_answer", "hundesteuer", "Wo ist ein Schwimmbad?")
    for day in (1, 1, 2):
        log.add(gap, date(2026, 11, day))
    log.add(Gap("de", "clarify", "hundesteuer", "x" * 300), date(2026, 11, 2))
    assert [(one.day, one.times) for one in log.read()] == [("2026-11-01", 2), ("2026-11-02", 1)]
    assert [one.day for one in log.read("2026-11-02")] == ["2026-11-02"]
    log.add(gap, date(2027, 5, 1))
    assert [one.day for one in log.read()] == ["2026-11-02", "2027-05-01"]


def test_nothing_is_kept_unless_it_is_wished(published: Settings) -> None:
    settings = BotSettings(data=published.data, cache=published.cache)
    _, current = build_pipeline(settings, Metrics(), PhraseBook.load())
    current().snapshot.close()
    assert not (published.data / FILE).exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(SettingsError, match="cannot be written"):
        GapLog(tmp_path).create()


def test_alike_questions_are_shown_together(
    snapshot: Snapshot, embedder: OnnxEmbedder, tmp_path: Path
) -> None:
    log = GapLog(tmp_path)
    log.create()
    for question, times in {
        "Wo finde ich ein Schwimmbad?": 2,
        "Welche Freibäder haben geöffnet?": 1,
        "Waffenschein beantragen": 4,
        "Wie bekomme ich einen kleinen Waffenschein?": 1,
    }.items():
        for _ in range(times):
            log.add(Gap("de", "no_answer", "", question))
    first, second = cluster(log.read(), snapshot, embedder)
    assert first.questions == (
        "Waffenschein beantragen",
        "Wie bekomme ich einen kleinen Waffenschein?",
    )
    assert (first.asked, second.asked) == (5, 3)
    assert first.service in snapshot.knowledge.services


def test_gaps_as_an_editor_types_it(
    published: Settings, embedder: OnnxEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "snapshots").symlink_to(published.data / "snapshots")
    monkeypatch.setenv("HANNI_DATA", str(tmp_path))
    none = CliRunner().invoke(app, ["gaps"])
    assert "HANNI_GAPS=on" in none.stdout
    log = GapLog(tmp_path)
    log.create()
    log.add(Gap("tr", "no_answer", "", "yüzme havuzu nerede"))
    shown = CliRunner().invoke(app, ["gaps", "--since", "7d"])
    assert "Turkish" in shown.stdout
    assert "yüzme havuzu nerede" in shown.stdout
    assert CliRunner().invoke(app, ["gaps", "--since", "soon"]).exit_code == 2
    (tmp_path / FILE).write_bytes(b"no database" * 100)
    broken = CliRunner().invoke(app, ["gaps"])
    assert isinstance(broken.exception, SettingsError)
