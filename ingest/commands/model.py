"""``hanni model``: the embedding model and the language table."""

from typing import Annotated

import typer
from rich.markup import escape

from ingest.commands.shared import (
    AsJson,
    console,
    ensure_languages,
    ensure_model,
    print_json,
)
from knowledge.errors import ExitCode
from knowledge.model.folder import FolderStatus
from knowledge.model.language_store import LanguageStore
from knowledge.model.store import ModelStore
from knowledge.settings import Settings

model_app = typer.Typer(help="The embedding model and the language table.", no_args_is_help=True)


@model_app.command("build")
def build(
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build anew even if it is built already.")
    ] = False,
) -> None:
    """Build the embedding model and the language table, unless they are built already."""
    settings = Settings.load()
    _print_built("Model", ensure_model(settings, rebuild=rebuild))
    _print_built("Language table", ensure_languages(settings, rebuild=rebuild))


@model_app.command("status")
def status(as_json: AsJson = False) -> None:
    """Check the built model and the language table against their hashes."""
    settings = Settings.load()
    model, languages = ModelStore(settings).status(), LanguageStore(settings).status()
    if as_json:
        print_json({**_as_json(model), "languages": _as_json(languages)})
    else:
        for name, found in (("Model", model), ("Language table", languages)):
            if found.problem:
                console.print(f"[red]{name} not usable:[/] {escape(found.problem)}.")
                console.print("Build it: hanni model build")
            else:
                _print_built(name, found)
    if model.problem or languages.problem:
        raise typer.Exit(ExitCode.MODEL)


def _print_built(name: str, status: FolderStatus) -> None:
    console.print(f"{name}: {status.folder}")
    for figure, value in status.measured.items():
        console.print(f"  {figure}: {value:.7g}")


def _as_json(status: FolderStatus) -> dict[str, object]:
    return {"folder": str(status.folder), "problem": status.problem, **status.measured}
