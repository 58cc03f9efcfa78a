"""``hanni quarantine``: what was withheld because it reads like an order to a model."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from ingest.sources.quarantine import Quarantine
from knowledge.settings import Settings

quarantine_app = typer.Typer(help="Pages that were withheld as suspect.", no_args_is_help=True)
_console = Console(soft_wrap=True)


@quarantine_app.command("list")
def list_entries(
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
) -> None:
    """Show what is withheld, why, and what was released."""
    entries = Quarantine(Settings.load().data).entries()
    if as_json:
        listed = [entry.model_dump() for entry in entries]
        _console.print_json(json.dumps(listed, ensure_ascii=False))
        return
    if not entries:
        _console.print("Nothing is in quarantine.")
        return
    table = Table("Id", "Title", "Suspect words", "Where", "State")
    for entry in entries:
        state = f"released {entry.released}" if entry.released else "withheld"
        cells = (entry.id, entry.title, entry.reason, entry.place, state)
        # A suspect text is shown as it is, not as Rich's markup.
        table.add_row(*(cell.replace("[", r"\[") for cell in cells))
    _console.print(table)


@quarantine_app.command("release")
def release(id_: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Let a record through, after you have read its suspect words."""
    entry = Quarantine(Settings.load().data).release(id_)
    _console.print(f"{entry.id} is released; the next `hanni refresh` publishes it.", markup=False)
