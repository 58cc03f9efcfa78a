"""``hanni translations``: read machine translations beside the German text, and accept them."""

import getpass
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from ingest.commands.shared import (
    AsJson,
    Yes,
    agreed,
    console,
    ensure_languages,
    messages,
    print_json,
    print_table,
)
from ingest.messages import Messages
from ingest.prose import line_name
from ingest.settings import EditorSettings
from ingest.translate.document import Document, Version, documents, named
from ingest.translate.files import accepted, write_whole
from ingest.translate.verify import problems
from knowledge.content import read_content
from knowledge.detection import LanguageDetector
from knowledge.errors import ContentError
from knowledge.languages import ORIGINAL, SUPPORTED
from knowledge.model.language_store import LanguageStore

translations_app = typer.Typer(
    help="Read machine translations and accept them.", no_args_is_help=True
)

OnlyLanguage = Annotated[
    str | None, typer.Option("--language", "-l", help="Only this one; default: all.")
]
By = Annotated[
    str | None, typer.Option("--by", help="Who has read it; default: your account's name.")
]


@dataclass(frozen=True)
class Waiting:
    """A machine translation that nobody has accepted yet."""

    document: Document
    version: Version

    @property
    def outdated(self) -> bool:
        """Whether the German text changed since."""
        return self.document.is_outdated(self.version)


@translations_app.command("list")
def list_translations(language: OnlyLanguage = None, as_json: AsJson = False) -> None:
    """List the machine translations, outdated ones first."""
    settings = EditorSettings.load()
    say = messages(settings)
    waiting = _waiting(settings.content, language)
    if as_json:
        print_json([
            {"file": _file(one), "title": one.version.lines["title"], "language": one.version.language,
             "updated": one.version.updated, "outdated": one.outdated}
            for one in waiting
        ])  # fmt: skip
        return
    if not waiting:
        console.print(say("translations.none"))
        return
    columns = (say(f"translations.{name}") for name in ("service", "languages", "state"))
    table = Table(*columns, box=None, pad_edge=False)
    codes: dict[tuple[str, bool], list[str]] = {}
    for one in waiting:
        codes.setdefault((one.document.path, one.outdated), []).append(one.version.language)
    for (path, is_outdated), languages in codes.items():
        state = f"[yellow]{say('translations.outdated')}[/]" if is_outdated else ""
        table.add_row(escape(path), ", ".join(languages), state)
    print_table(table)
    console.print(say("translations.count", count=len(waiting)))


@translations_app.command("accept")
def accept(
    service: Annotated[str, typer.Argument(help="Name of its folder, as `hundesteuer`.")],
    language: Annotated[str, typer.Argument(help="Code of the language, as `tr`.")],
    by: By = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Mark a machine translation as reviewed, after you have read it."""
    settings = EditorSettings.load()
    say = messages(settings)
    waiting = _find(settings.content, service, language)
    if not as_json:
        _show(waiting, say)
    _check(waiting, _detector(settings), say)
    if not agreed(say("translations.ask"), yes=yes or as_json):
        console.print(say("translations.declined"))
        raise typer.Exit(1)
    name = _accept(waiting, by)
    if as_json:
        print_json({"file": _file(waiting), "status": "reviewed", "reviewed_by": name})
    else:
        console.print(escape(say("translations.accepted", file=_file(waiting), name=name)))


@translations_app.command("review")
def review(language: OnlyLanguage = None, by: By = None) -> None:
    """Read one machine translation after the other, and accept or leave it; at a terminal."""
    settings = EditorSettings.load()
    say = messages(settings)
    if not sys.stdin.isatty():
        raise typer.BadParameter(say("translations.no_terminal"))
    detector = _detector(settings)
    waiting = _waiting(settings.content, language)
    if not waiting:
        console.print(say("translations.none"))
    keys = say("translations.keys")  # accept, skip, quit
    for number, one in enumerate(waiting, 1):
        _show(one, say)
        question = say("translations.choose", number=number, of=len(waiting))
        choice = _choice(question, keys)
        if choice == keys[2]:
            return
        if choice == keys[0]:
            try:
                _check(one, detector, say)
            except ContentError as error:
                console.print(f"[red]{escape(error.message)}[/]\n{escape(error.hint)}")
                continue
            name = _accept(one, by)
            console.print(escape(say("translations.accepted", file=_file(one), name=name)))


def _choice(question: str, keys: str) -> str:
    while True:
        answer = str(typer.prompt(question, default=keys[1])).strip().lower()[:1]
        if answer and answer in keys:
            return answer


def _waiting(content: Path, language: str | None) -> list[Waiting]:
    if language is not None and (language not in SUPPORTED or language == ORIGINAL):
        raise _no_language(language)
    read_content(content)
    found = [
        Waiting(document, version)
        for document in documents(content)
        for code, version in document.versions.items()
        if version.status == "machine" and language in {None, code}
    ]
    return sorted(found, key=lambda one: not one.outdated)


def _find(content: Path, service: str, language: str) -> Waiting:
    read_content(content)
    found = named(documents(content), [service])
    if len(found) > 1:
        raise ContentError(
            f"{service!r} names several folders.", f"Say which: {', '.join(one.path for one in found)}."
        )  # fmt: skip
    (document,) = found
    version = document.versions.get(language)
    if version is None:
        raise ContentError(
            f"{document.path} has no text in {language!r}.",
            f"There are: {', '.join(document.versions) or 'none'}.",
        )
    return Waiting(document, version)


def _check(waiting: Waiting, detector: LanguageDetector, say: Messages) -> None:
    """What a machine may not write, a person may not accept.

    Raises:
        ContentError: the translation differs from the German text.
    """
    version = waiting.version
    found = problems(waiting.document.lines(), version.lines, version.language, detector)
    told = [
        f"{line_name(mark, say)}: {one.told(say)}" for mark, own in found.items() for one in own
    ]
    if told:
        raise ContentError(
            say("translations.wrong", file=_file(waiting)) + "\n" + "\n".join(told),
            say("translations.correct"),
        )


def _accept(waiting: Waiting, by: str | None) -> str:
    name = by or getpass.getuser()
    path = waiting.document.file(waiting.version.language)
    text = path.read_text(encoding="utf-8")
    today = datetime.now(UTC).date()
    try:
        write_whole(path, accepted(text, waiting.document.fingerprint, today, name))
    except OSError as error:
        raise ContentError(f"{path} cannot be written: {error.strerror}.", "Allow it.") from None
    return name


def _show(waiting: Waiting, say: Messages) -> None:
    """German and translation side by side."""
    document, version = waiting.document, waiting.version
    name = say.name("language", version.language)
    table = Table("", say.name("language", ORIGINAL), name, expand=True, show_lines=True)
    for mark, german in document.lines().items():
        table.add_row(
            f"[dim]{line_name(mark, say)}[/]", escape(german), escape(version.lines.get(mark, ""))
        )
    console.print(f"\n[bold]{escape(_file(waiting))}[/]", highlight=False)
    console.print(table, highlight=False)
    if waiting.outdated:
        console.print(f"[yellow]{say('translations.is_outdated')}[/]")


def _file(waiting: Waiting) -> str:
    return f"{waiting.document.path}/{waiting.version.language}.md"


def _detector(settings: EditorSettings) -> LanguageDetector:
    ensure_languages(settings)
    return LanguageDetector(LanguageStore(settings).load())


def _no_language(code: str) -> ContentError:
    others = ", ".join(other for other in SUPPORTED if other != ORIGINAL)
    return ContentError(f"There are no translations into {code!r}.", f"Languages are: {others}.")
