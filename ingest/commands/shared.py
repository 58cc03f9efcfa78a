"""What the commands share: consoles, options, the model, the content as it is now."""

import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ingest.late_model import LateEmbedder
from ingest.messages import Messages
from ingest.settings import EditorSettings
from ingest.sources.reading import read_sources
from knowledge.content import read_content
from knowledge.embedding import OnnxEmbedder
from knowledge.errors import SnapshotError
from knowledge.model.folder import FolderStatus
from knowledge.model.language_store import LanguageStore
from knowledge.model.store import ModelStore
from knowledge.progress import Progress, progress_bars
from knowledge.records import Knowledge
from knowledge.settings import Settings

_PROBES_PER_LANGUAGE = 10
_WIDE = 2_000

console = Console(soft_wrap=True)
errors = Console(stderr=True, soft_wrap=True)

AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before it is done.")]


def print_json(value: object) -> None:
    """Print a value for programs."""
    console.print_json(json.dumps(value, ensure_ascii=False))


def print_table(table: Table) -> None:
    """Print a table; in a file or a pipe a row stays one line."""
    wide = console if console.is_terminal else Console(width=_WIDE, soft_wrap=True)
    wide.print(table)


def messages(settings: EditorSettings) -> Messages:
    """What the commands say, in the language of the settings."""
    return Messages.load(settings.cli_language)


def bars(say: Messages) -> AbstractContextManager[Progress]:
    """Progress bars, beside what is printed as a result."""

    def name(step: str) -> str:
        verb, _, source = step.partition(" ")
        return f"{say.name('step', verb)} {source}".strip()

    return progress_bars(errors, name)


def agreed(question: str, *, yes: bool) -> bool:
    """Ask before something is changed; only a person at a terminal is asked."""
    if yes or not sys.stdin.isatty():
        return True
    return typer.confirm(question, default=False, err=True)


@contextmanager
def disk_errors(settings: Settings) -> Iterator[None]:
    """A disk that is full or cannot be written is told like any mistake.

    Raises:
        SnapshotError: instead of what the operating system or SQLite raise.
    """
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        where = getattr(error, "filename", None) or settings.data
        raise SnapshotError(
            f"{where} cannot be written: {reason}. The published snapshot stays.",
            "Free some space, or set HANNI_DATA and HANNI_CACHE to other folders; then run it again.",
        ) from None


def read_now(settings: EditorSettings, say: Messages, only: str | None = None) -> Knowledge:
    """The records as the sources have them now; with ``only``, one source is read anew.

    Raises:
        ContentError: a file has a mistake; it is named.
        SourceError: a source cannot be read as a whole.
    """
    with bars(say) as progress:
        return read_sources(
            settings, progress, only=only, tell=lambda problem: errors.print(escape(str(problem)))
        )


def load_model(settings: Settings, *, every_core: bool = True) -> OnnxEmbedder:
    """The model and the language table, built first if they cannot be used.

    Thousands of texts are embedded one batch after the other with nobody waiting beside them, so
    every core is used; a single question is faster on one.
    """
    ensure_model(settings)
    ensure_languages(settings)
    return ModelStore(settings).load(every_core=every_core)


def late_model(settings: Settings) -> LateEmbedder:
    """The model and the language table, built, checked and loaded when the first text needs them."""
    return LateEmbedder(ModelStore(settings).fingerprint, lambda: load_model(settings))


def ensure_model(settings: Settings, *, rebuild: bool = False) -> FolderStatus:
    """Build the embedding model unless it is there."""
    store = ModelStore(settings)
    status = store.status()
    if status.problem is None and not rebuild:
        return status
    reason = status.problem or "as you asked"
    errors.print(f"Building the embedding model (about a minute): {escape(reason)}.")
    probes = probe_texts(read_content(settings.content))
    return store.build(probes, lambda step: errors.print(f"  {escape(step)} …"), force=rebuild)


def ensure_languages(settings: Settings, *, rebuild: bool = False) -> FolderStatus:
    """Build the language table unless it is there."""
    store = LanguageStore(settings)
    status = store.status()
    if status.problem is None and not rebuild:
        return status
    reason = status.problem or "as you asked"
    errors.print(f"Building the language table (some seconds): {escape(reason)}.")
    return store.build(lambda step: errors.print(f"  {escape(step)} …"), force=rebuild)


def probe_texts(knowledge: Knowledge) -> list[str]:
    """Short and long texts in every language, to compare the built model with."""
    by_language: dict[str, list[str]] = {}
    for service in knowledge.services.values():
        for text in service.texts.values():
            texts = by_language.setdefault(text.language, [])
            texts += [text.title, text.sections[0].text]
    return [text for texts in by_language.values() for text in texts[:_PROBES_PER_LANGUAGE]]
