"""``hanni quarantine``: what was withheld because it reads like an order to a model."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from ingest.commands.shared import AsJson, console, messages, print_json, print_table
from ingest.settings import EditorSettings
from ingest.sources.quarantine import Quarantine

quarantine_app = typer.Typer(help="Pages that were withheld as suspect.", no_args_is_help=True)


@quarantine_app.command("list")
def list_entries(as_json: AsJson = False) -> None:
    """Show what is withheld, why, and what was released."""
    settings = EditorSettings.load()
    say = messages(settings)
    entries = Quarantine(settings.data).entries()
    if as_json:
        print_json([entry.model_dump() for entry in entries])
        return
    if not entries:
        console.print(say("quarantine.none"))
        return
    columns = (say(f"quarantine.{name}") for name in ("id", "title", "reason", "place", "state"))
    table = Table(*columns, box=None, pad_edge=False)
    for entry in entries:
        released, withheld = (
            say("quarantine.released", day=entry.released),
            say("quarantine.withheld"),
        )
        state = released if entry.released else withheld
        # A suspect text is shown as it is, not as Rich's markup.
        table.add_row(*map(escape, (entry.id, entry.title, entry.reason, entry.place, state)))
    print_table(table)
    console.print(say("quarantine.hint"), markup=False, highlight=False)


@quarantine_app.command("release")
def release(id_: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Let a record through, after you have read its suspect words."""
    settings = EditorSettings.load()
    entry = Quarantine(settings.data).release(id_)
    console.print(messages(settings)("quarantine.done", id=entry.id), markup=False)
