"""An editor's day: see what changes, publish, ask, go back; and what the gate stops."""

import json
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from ingest.changes import compare, counts
from ingest.cli import app
from ingest.commands import publishing, shared
from ingest.gate import read_golden
from ingest.history import History
from ingest.messages import Messages
from ingest.prose import tell
from ingest.settings import GOLDEN
from knowledge.content import read_content
from knowledge.detection import LanguageDetector
from knowledge.embedding import OnnxEmbedder
from knowledge.errors import ContentError, ExitCode, GateError
from knowledge.records import Knowledge
from knowledge.settings import Settings
from knowledge.snapshot import SnapshotStore
from tests.ingest.test_builder import change_a_fee, leftovers
from tests.ingest.test_builder import refresh as publish

QUESTIONS = """questions:
  - {language: de, services: [hundesteuer], question: "Wie melde ich meinen Hund an?"}
  - {language: tr, services: [hundesteuer], question: "Köpeğimi nasıl kaydettiririm?"}
  - {language: de, services: [reisepass], question: "Was kostet ein Reisepass?"}
  - {language: de, services: [sperrmuell], question: "Wer holt mein altes Sofa ab?"}
"""


class Editor:
    """Types commands in the content folder's settings."""

    def __init__(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        self.settings = settings
        self._set = monkeypatch.setenv
        golden = settings.content / "golden.yaml"
        golden.write_text(QUESTIONS, encoding="utf-8")
        self.set(DATA=settings.data, CACHE=settings.cache, CONTENT=settings.content, GOLDEN=golden)

    def set(self, **values: object) -> None:
        for name, value in values.items():
            self._set(f"HANNI_{name}", str(value))

    def __call__(self, *arguments: str, types: str | None = None) -> Result:
        return CliRunner().invoke(app, arguments, input=types)

    def says(self, *arguments: str) -> str:
        result = self(*arguments)
        assert result.exit_code == 0, (result.output, result.exception)
        return result.stdout

    def json(self, *arguments: str) -> dict[str, object]:
        value: dict[str, object] = json.loads(self.says(*arguments, "--json"))
        return value

    @property
    def published(self) -> int | None:
        return SnapshotStore(self.settings).published()


@pytest.fixture
def editor(
    small_settings: Settings,
    embedder: OnnxEmbedder,
    detector: LanguageDetector,
    monkeypatch: pytest.MonkeyPatch,
) -> Editor:
    publish(small_settings, embedder)
    # The session's model: loading it anew for each command would be most of the time.
    monkeypatch.setattr(publishing, "late_model", lambda _: embedder)
    return Editor(small_settings, monkeypatch)


def withdraw(editor: Editor, service: str) -> None:
    shutil.rmtree(editor.settings.content / "services" / service)


def test_a_fee_is_changed_looked_at_published_and_taken_back(editor: Editor) -> None:
    change_a_fee(editor.settings)
    shown = editor.says("refresh", "--dry-run")
    assert "Reisepass" in shown
    assert "cost, German: instead of" in shown
    assert "37,50" in shown
    assert "38,50" in shown
    assert editor.published == 1
    assert "4 of 4 golden questions" in editor.says("refresh")
    assert editor.published == 2
    assert "38,50" in editor.says("show", "reisepass")
    assert "Nothing changed" in editor.says("refresh", "--dry-run").replace("\n", " ")
    editor.says("rollback", "--reason", "not decided yet")
    assert "37,50" in editor.says("show", "reisepass")
    first, last = History(editor.settings.data).entries()
    assert (first.action, first.number, first.changes, first.golden) == (
        "refresh", 2, {"changed": 1}, 1.0,
    )  # fmt: skip
    assert (last.action, last.number, last.reason) == ("rollback", 1, "not decided yet")
    assert "not decided yet" in editor.says("history")
    assert editor.json("diff", "1", "2")["counts"] == {"changed": 1}


def test_in_german(editor: Editor) -> None:
    change_a_fee(editor.settings)
    editor.set(CLI_LANGUAGE="de")
    assert "Kosten, Deutsch: statt" in editor.says("refresh", "--dry-run")


def test_at_a_terminal_it_is_asked_first(editor: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Terminal:
        def isatty(self) -> bool:
            return True

    def confirm(question: str, **_: object) -> bool:
        asked.append(question)
        return False

    class System:
        stdin = Terminal()

    monkeypatch.setattr(shared, "sys", System)
    monkeypatch.setattr(typer, "confirm", confirm)
    change_a_fee(editor.settings)
    declined = editor("refresh")
    assert declined.exit_code == ExitCode.FAILURE
    assert asked == ["Publish this?"]
    assert editor.published == 1
    editor.says("refresh", "--yes")
    assert editor.published == 2


def test_too_many_withdrawn_services_stop_it(editor: Editor) -> None:
    withdraw(editor, "sperrmuell")
    stopped = editor("refresh")
    assert isinstance(stopped.exception, GateError)
    assert "1 of 3 services would disappear" in stopped.exception.message
    assert editor.published == 1
    assert leftovers(editor.settings) == []
    assert History(editor.settings.data).entries()[-1].action == "refused"


def test_force_needs_a_reason_which_goes_into_the_history(editor: Editor) -> None:
    withdraw(editor, "sperrmuell")
    assert editor("refresh", "--force").exit_code == ExitCode.USAGE
    editor.says("refresh", "--force", "--reason", "aha does it now")
    last = History(editor.settings.data).entries()[-1]
    assert (last.action, last.reason, last.changes) == (
        "forced", "aha does it now", {"withdrawn": 1},
    )  # fmt: skip


def test_golden_questions_that_no_longer_find_their_service_stop_it(editor: Editor) -> None:
    withdraw(editor, "sperrmuell")
    editor.set(GATE_WITHDRAWN=1)
    stopped = editor("refresh")
    assert isinstance(stopped.exception, GateError)
    assert "Only 3 of 4 golden questions" in stopped.exception.message
    assert "“Wer holt mein altes Sofa ab?” should find sperrmuell" in stopped.stderr
    assert editor.published == 1
    assert SnapshotStore(editor.settings).numbers() == [1]
    assert leftovers(editor.settings) == []
    editor.set(GATE_MARGIN=0.25)
    editor.says("refresh")
    assert editor.published == 2


def test_a_promised_service_must_be_there(editor: Editor) -> None:
    editor.set(PROMISED="reisepass, wohngeld")
    change_a_fee(editor.settings)
    stopped = editor("refresh")
    assert isinstance(stopped.exception, GateError)
    assert "missing: wohngeld" in stopped.exception.message
    assert editor("gate").exit_code == ExitCode.GATE


def test_old_snapshots_are_removed_by_hand(editor: Editor, embedder: OnnxEmbedder) -> None:
    publish(editor.settings, embedder, rebuild=True)
    publish(editor.settings, embedder, rebuild=True)
    editor.says("rollback", "1")
    assert editor.json("prune", "--keep", "1") == {"removed": [2], "kept": [1, 3]}


def test_search_says_why(editor: Editor) -> None:
    found = editor.json("search", "Wie melde ich meinen Hund an?", "--explain")
    assert found["outcome"] == "answered"
    best = found["services"][0]  # type: ignore[index]
    assert best["service"] == "hundesteuer"
    dense = sum(level["share"] * level["cosine"] for level in best["levels"])
    assert dense + 0.2 * best["lexical"] == pytest.approx(best["score"], abs=1e-4)
    assert "before whitening" in editor.says("search", "Hund", "--explain", "--language", "de")


def test_a_service_that_is_not_there_is_answered_with_near_ones(editor: Editor) -> None:
    wrong = editor("show", "hundsteuer")
    assert isinstance(wrong.exception, ContentError)
    assert "hundesteuer" in wrong.exception.hint


def test_a_line_of_the_history_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    history = History(tmp_path)
    history.add("refresh", 1)
    with history.path.open("a") as file:
        file.write('{"when": "2026-')
    history.add("rollback", 1, reason="Ä")
    assert [entry.action for entry in history.entries()] == ["refresh", "rollback"]


@pytest.fixture
def records(small_content: Path) -> Knowledge:
    return read_content(small_content)


def told(old: Knowledge, new: Knowledge) -> str:
    return "\n".join(tell(compare(old, new), Messages.load("en")))


def test_new_withdrawn_and_moved_services(records: Knowledge) -> None:
    services = dict(records.services)
    moved = services.pop("hundesteuer").model_copy(update={"id": "hund"})
    fewer = records.model_copy(update={"services": services})
    assert counts(compare(records, fewer)) == {"withdrawn": 1}
    assert counts(compare(fewer, records)) == {"new": 1}
    renamed = records.model_copy(update={"services": {**services, "hund": moved}})
    assert counts(compare(records, renamed)) == {"moved": 1}
    assert "it was “hundesteuer” and is now “hund”" in told(records, renamed)


def test_a_changed_link_and_a_translation_that_is_gone(records: Knowledge) -> None:
    old = records.services["reisepass"]
    assert old.portal
    link = old.portal.model_copy(update={"url": "https://example.org/pass"})
    new = old.model_copy(update={"portal": link, "texts": {"de": old.texts["de"]}})
    changed = records.model_copy(update={"services": {**records.services, "reisepass": new}})
    assert counts(compare(records, changed)) == {"changed": 1, "link": 1}
    text = told(records, changed)
    assert "link to the portal: instead of" in text
    assert "no longer has a text in Turkish" in text


def test_the_shipped_golden_questions_name_services_that_exist(knowledge: Knowledge) -> None:
    golden = read_golden(GOLDEN)
    assert len(golden) >= 60
    assert {one.language for one in golden} == set(knowledge.languages())
    for one in golden:
        assert set(one.services) <= set(knowledge.services), one
