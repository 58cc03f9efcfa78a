"""``hanni translate``: drafts by the configured language model."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from ingest.commands.shared import (
    AsJson,
    bars,
    console,
    ensure_languages,
    errors,
    messages,
    print_json,
)
from ingest.messages import Messages
from ingest.settings import EditorSettings
from ingest.translate.document import Document, documents, named
from ingest.translate.plan import WRITTEN, Reason, Task, plan
from knowledge.content import read_content
from knowledge.detection import LanguageDetector
from knowledge.errors import ContentError, ExitCode, LanguageModelError, SettingsError
from knowledge.languages import ORIGINAL, SUPPORTED
from knowledge.model.language_store import LanguageStore


def translate(
    services: Annotated[
        list[str] | None,
        typer.Argument(metavar="SERVICE", help="Names of folders; default: all."),
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option("--language", "-l", help="Only this one; may be repeated.")
    ] = None,
    only_missing: Annotated[
        bool, typer.Option("--only-missing", help="Leave outdated translations as they are.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Draft machine translations anew that are up to date.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be drafted.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Draft missing and outdated translations with the configured language model.

    Each draft is checked before it is written; a reviewed text is never overwritten.
    """
    settings = EditorSettings.load()
    say = messages(settings)
    others = [code for code in SUPPORTED if code != ORIGINAL]
    if not set(others).issuperset(language or ()):
        raise typer.BadParameter(
            say("wrong.choice", option="--language", choices=", ".join(others))
        )
    read_content(settings.content)  # a mistake is named before anything is drafted
    found = documents(settings.content)
    tasks = plan(
        named(found, services or []), language or (), only_missing=only_missing, again=again
    )
    todo = [task for task in tasks if task.reason in WRITTEN]
    skipped = Counter(task.reason for task in tasks if task.reason not in WRITTEN)
    if dry_run or not todo:
        _show_plan(todo, skipped, say, as_json=as_json)
        return
    if settings.llm_url is None:
        raise SettingsError(
            "No language model is configured.",
            "Set HANNI_LLM_URL (docs/operations.md), or translate by hand (docs/content.md).",
        )
    _draft(settings, say, found, todo, skipped, as_json=as_json)


def _draft(
    settings: EditorSettings,
    say: Messages,
    found: list[Document],
    todo: list[Task],
    skipped: Counter[Reason],
    *,
    as_json: bool,
) -> None:
    # Imported only where it is used: LangChain takes seconds.
    from ingest.translate.run import make_drafts
    from ingest.translate.tally import Tally

    ensure_languages(settings)
    detector = LanguageDetector(LanguageStore(settings).load())
    tally = Tally(len(todo), say, errors)
    today = datetime.now(UTC).date()
    try:
        with bars(say) as progress:
            progress("translate", 0, len(todo))
            make_drafts(
                settings, detector, found, todo, today, lambda one: tally.add(one, progress)
            )
    except OSError as error:
        raise ContentError(f"A translation cannot be written: {error}.", "Make room, or allow it.") from None  # fmt: skip
    if as_json:
        print_json({**tally.as_json(), "skipped": skipped})
    else:
        tally.show(console)
    if tally.left:
        raise LanguageModelError(
            f"The language model did not answer; {tally.left} of {len(todo)} texts are left.",
            "Look at its server; the same command goes on where it stopped.",
        )
    if tally.of("refused"):
        raise typer.Exit(ExitCode.FINDINGS)


def _show_plan(
    todo: Sequence[Task], skipped: Counter[Reason], say: Messages, *, as_json: bool
) -> None:
    if as_json:
        listed = [{"file": task.file, "reason": task.reason} for task in todo]
        print_json({"to_draft": listed, "skipped": skipped})
        return
    for task in todo:
        name = say.name("language", task.language)
        title = task.document.german.lines["title"]
        line = f"{task.file}  {name}, {say.name('reason', task.reason)}: {title}"
        console.print(line, highlight=False, markup=False)
    if not todo:
        console.print(say("translate.nothing"))
    for reason, count in skipped.items():
        console.print(f"[dim]{say(f'translate.skipped_{reason}', count=count)}[/]")
    if todo:
        console.print(say("translate.dry_run", count=len(todo)))
