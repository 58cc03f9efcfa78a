"""In German mode everything that an editor reads is German: help, errors, messages."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import ingest
import knowledge
from ingest.cli import app
from ingest.german_help import in_german
from ingest.messages import LANGUAGES, Messages
from ingest.messages.german import German
from knowledge.settings import Settings
from tests.conftest import environment, hanni

#: What operators and developers run, and what they read.
_NOT_EDITORS = ("bench", "evaluation/rows", "model/", "embedding.py", "line_selector.py")
_ERRORS = {"ContentError", "SnapshotError", "SettingsError", "SourceError", "BusyError", "LanguageModelError", "OutputError"}  # fmt: skip


@pytest.fixture(scope="module")
def german() -> German:
    return German.load()


def helps(command: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if path.startswith(" bench"):
        return
    yield from ((path, part) for part in (command.help or "").split("\n\n") if part)
    for parameter in command.params:
        if getattr(parameter, "help", None):
            yield path, parameter.help
    for name, own in getattr(command, "commands", {}).items():
        yield from helps(own, f"{path} {name}")


def test_every_help_has_its_german_words(german: German) -> None:
    english = list(helps(typer.main.get_command(app)))
    assert len(english) > 60
    assert [one for one in english if german(one[1]) == one[1]] == []


def raised() -> Iterator[tuple[str, str]]:
    """Sentences of the errors that the packages raise, with {} for what differs."""
    for package in (ingest, knowledge):
        assert package.__file__
        folder = Path(package.__file__).parent
        for path in sorted(folder.rglob("*.py")):
            where = path.relative_to(folder).as_posix()
            if any(part in where for part in _NOT_EDITORS):
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _ERRORS:  # fmt: skip
                    for argument in node.args:
                        if sentence := _template(argument):
                            yield where, sentence


def _template(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
    return str(node.value) if isinstance(node, ast.Constant) else ""


def test_every_error_has_its_german_words(german: German) -> None:
    sentences = list(raised())
    assert len(sentences) > 80
    assert [one for one in sentences if one[1] not in german.sentences] == []


def test_what_differs_is_kept(german: German) -> None:
    for english, words in german.sentences.items():
        assert english.count("{}") == words.count("{}"), english
    assert german("x/de.md: '## kosten' is not a section.") == "x/de.md: '## kosten' ist kein Abschnitt."  # fmt: skip
    assert german("x: 'cost' is empty.") == "x: 'cost' ist leer."
    assert german("Something new.") == "Something new."


def test_both_catalogues_take_the_same_values() -> None:
    one, other = (Messages.load(language).texts for language in LANGUAGES)
    assert {key for key in one if not key.endswith("_one")} == {key for key in other if not key.endswith("_one")}  # fmt: skip

    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key in set(one) & set(other):
        assert fields(one[key]) == fields(other[key]), key


def test_the_help_of_options_and_commands_is_translated(german: German) -> None:
    command = typer.main.get_command(app)
    in_german(command, german)
    assert "Hannover: Inhalte" in (command.help or "")
    assert command.commands["refresh"].params[0].help.startswith("Nur zeigen")  # type: ignore[attr-defined]


def test_a_german_editor_reads_german(published: Settings) -> None:
    env = environment(published, HANNI_CLI_LANGUAGE="de")
    shown = hanni("--help", env=env).stdout
    assert "Befehle" in shown
    assert "Diese Hilfe zeigen." in shown
    failed = hanni("show", "hundsteuer", env=env)
    assert "Fehler: Eine Leistung 'hundsteuer' ist nicht veröffentlicht." in failed.stderr
    assert "Ist es eine von diesen: hundesteuer" in failed.stderr
    assert "Stand 1" in hanni("status", env=env).stdout
