"""The command ``hanni``: the editors' tools, and the entry point of the other packages' commands.

The chat service adds its commands (``ask``, ``serve``) through the entry-point groups
``hanni.commands`` and ``hanni.bench``, so that this package need not know it.
"""

import json
import sys
from importlib.metadata import entry_points
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ingest.bench.cli import bench_app
from ingest.builder import Builder
from ingest.commands.quarantine import quarantine_app
from ingest.sources.reading import read_sources
from knowledge.content import read_content
from knowledge.embedding import OnnxEmbedder
from knowledge.errors import ExitCode, HanniError, SnapshotError
from knowledge.languages import SUPPORTED
from knowledge.model.folder import FolderStatus
from knowledge.model.language_store import LanguageStore
from knowledge.model.store import ModelStore
from knowledge.progress import progress_bars
from knowledge.records import Knowledge
from knowledge.settings import Settings
from knowledge.snapshot import SnapshotStore

_PROBES_PER_LANGUAGE = 10

app = typer.Typer(
    name="hanni",
    help="Hanni, the assistant of the city of Hannover: content, model, service.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
model_app = typer.Typer(help="The embedding model and the language table.", no_args_is_help=True)
app.add_typer(model_app, name="model")
app.add_typer(bench_app, name="bench")
app.add_typer(quarantine_app, name="quarantine")

console = Console(soft_wrap=True)
errors = Console(stderr=True, soft_wrap=True)

AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]
OneSource = Annotated[
    str | None, typer.Option("--source", help="Read only this one anew; the others as they were.")
]
Force = Annotated[bool, typer.Option("--force", help="Build anew even if nothing changed.")]


@model_app.command("build")
def model_build(force: Force = False) -> None:
    """Build the embedding model and the language table, unless they are built already."""
    settings = Settings.load()
    _print_built("Model", _ensure_model(settings, force=force))
    _print_built("Language table", _ensure_languages(settings, force=force))


@model_app.command("status")
def model_status(as_json: AsJson = False) -> None:
    """Check the built model and the language table against their hashes."""
    settings = Settings.load()
    model, languages = ModelStore(settings).status(), LanguageStore(settings).status()
    if as_json:
        _print_json({**_as_json(model), "languages": _as_json(languages)})
    else:
        for name, status in (("Model", model), ("Language table", languages)):
            if status.problem:
                console.print(f"[red]{name} not usable:[/] {escape(status.problem)}.")
                console.print("Build it: hanni model build")
            else:
                _print_built(name, status)
    if model.problem or languages.problem:
        raise typer.Exit(ExitCode.MODEL)


@app.command()
def refresh(force: Force = False, source: OneSource = None) -> None:
    """Read the sources and publish a new snapshot of them, if anything changed."""
    _refresh(Settings.load(), force=force, source=source)


@app.command()
def setup() -> None:
    """Build the model and a snapshot if none can be used; what `make run` does first.

    What is published stays, or a restart would undo a rollback.
    """
    settings = Settings.load()
    embedder = _load_model(settings)
    try:
        published = SnapshotStore(settings).open_published(embedder.fingerprint)
    except SnapshotError as error:
        errors.print(f"Building a snapshot: {escape(error.message)}")
        _refresh(settings, force=True)
        return
    published.close()
    console.print(f"Snapshot {published.manifest.number} is published.")


@app.command()
def rollback(
    number: Annotated[int | None, typer.Argument(help="Default: the one before.")] = None,
) -> None:
    """Publish an older snapshot again."""
    settings = Settings.load()
    store = SnapshotStore(settings)
    published = store.published()
    if number is None:
        older = [n for n in store.numbers() if published is None or n < published]
        if not older:
            raise SnapshotError("There is no older snapshot.", "See what there is: hanni status")
        number = older[-1]
    Builder(settings, ModelStore(settings).load()).republish(number)
    console.print(f"Snapshot {number} is published.")


@app.command()
def status(as_json: AsJson = False) -> None:
    """Show what the published snapshot holds."""
    store = SnapshotStore(Settings.load())
    number = store.published()
    if number is None:
        raise SnapshotError("No snapshot is published yet.", "Build one: hanni refresh")
    manifest = store.manifest(number)
    if as_json:
        _print_json({**manifest.model_dump(), "snapshots": store.numbers()})
        return
    console.print(f"[bold]Snapshot {number}[/], built {manifest.created}")
    console.print(
        f"{manifest.services} services, {manifest.faqs} FAQs, {manifest.elsewhere} referrals, "
        f"{manifest.passages} passages; "
        f"model {manifest.model}"
    )
    table = Table("Language", "Passages", box=None, pad_edge=False)
    for code, passages in manifest.languages.items():
        table.add_row(f"{SUPPORTED[code].name} ({code})", str(passages))
    console.print(table)
    others = [str(other) for other in store.numbers() if other != number]
    console.print(f"Kept for a rollback: {', '.join(others) or 'none'}")


def _refresh(settings: Settings, *, force: bool, source: str | None = None) -> None:
    embedder = _load_model(settings)
    with progress_bars(errors) as progress:
        knowledge = read_sources(
            settings, progress, only=source, tell=lambda p: errors.print(escape(str(p)))
        )
        built = Builder(settings, embedder).refresh(knowledge, progress, force=force)
    if built.changed:
        console.print(
            f"Snapshot {built.number} is published: {built.passages} passages, "
            f"{built.embedded} texts newly embedded."
        )
    else:
        console.print(f"Nothing changed; snapshot {built.number} stays published.")


def _load_model(settings: Settings) -> OnnxEmbedder:
    _ensure_model(settings)
    _ensure_languages(settings)
    # Thousands of texts are embedded one batch after the other, and nobody is waiting beside them.
    return ModelStore(settings).load(every_core=True)


def _ensure_model(settings: Settings, *, force: bool = False) -> FolderStatus:
    store = ModelStore(settings)
    status = store.status()
    if status.problem is None and not force:
        return status
    reason = status.problem or "as you asked"
    errors.print(f"Building the embedding model (about a minute): {escape(reason)}.")
    probes = _probe_texts(read_content(settings.content))
    return store.build(probes, lambda step: errors.print(f"  {escape(step)} …"), force=force)


def _ensure_languages(settings: Settings, *, force: bool = False) -> FolderStatus:
    store = LanguageStore(settings)
    status = store.status()
    if status.problem is None and not force:
        return status
    reason = status.problem or "as you asked"
    errors.print(f"Building the language table (some seconds): {escape(reason)}.")
    return store.build(lambda step: errors.print(f"  {escape(step)} …"), force=force)


def _probe_texts(knowledge: Knowledge) -> list[str]:
    """Short and long texts in every language, to compare the built model with."""
    by_language: dict[str, list[str]] = {}
    for service in knowledge.services.values():
        for text in service.texts.values():
            texts = by_language.setdefault(text.language, [])
            texts += [text.title, text.sections[0].text]
    return [text for texts in by_language.values() for text in texts[:_PROBES_PER_LANGUAGE]]


def _print_built(name: str, status: FolderStatus) -> None:
    console.print(f"{name}: {status.folder}")
    for figure, value in status.measured.items():
        console.print(f"  {figure}: {value:.7g}")


def _as_json(status: FolderStatus) -> dict[str, object]:
    return {"folder": str(status.folder), "problem": status.problem, **status.measured}


def _print_json(value: object) -> None:
    console.print_json(json.dumps(value, ensure_ascii=False))


def main() -> None:
    """Run a command; an error is two lines and an exit code, never a traceback."""
    for command in entry_points(group="hanni.commands"):
        app.command(command.name)(command.load())
    for command in entry_points(group="hanni.bench"):
        bench_app.command(command.name)(command.load())
    try:
        app(standalone_mode=True)
    except HanniError as error:
        errors.print(f"[red]Error:[/] {escape(error.message)}", highlight=False)
        if error.hint:
            errors.print(escape(error.hint), highlight=False)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
