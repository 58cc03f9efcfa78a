"""The command ``hanni``: the editors' tools, and the entry point of the other packages' commands.

The chat service adds its commands (``ask``, ``serve``) through the entry-point groups
``hanni.commands`` and ``hanni.bench``, so that this package need not know it.
"""

import sys
from importlib.metadata import entry_points

import typer
from rich.markup import escape

from ingest.bench.cli import bench_app
from ingest.commands.checking import check
from ingest.commands.gaps import gaps
from ingest.commands.looking import diff, gate, history, show, status
from ingest.commands.model import model_app
from ingest.commands.publishing import prune, refresh, rollback, setup
from ingest.commands.quarantine import quarantine_app
from ingest.commands.searching import search
from ingest.commands.shared import errors
from ingest.commands.translating import translate
from ingest.commands.translations import translations_app
from ingest.german_help import in_german
from ingest.messages.german import German
from ingest.settings import EditorSettings
from knowledge.errors import HanniError, SettingsError

app = typer.Typer(
    name="hanni",
    help="Hanni, the assistant of the city of Hannover: content, model, service.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(model_app, name="model")
app.add_typer(bench_app, name="bench")
app.add_typer(quarantine_app, name="quarantine")
app.add_typer(translations_app, name="translations")
_OWN = (
    refresh, setup, rollback, prune, status, history, diff, show, gate, search, check, translate, gaps,
)  # fmt: skip
for _command in _OWN:
    app.command()(_command)


def _add_others() -> None:
    """The chat service's commands, whose imports an editor's command need not wait for."""
    for group, to in (("hanni.commands", app), ("hanni.bench", bench_app)):
        for command in entry_points(group=group):
            to.command(command.name)(command.load())


def main() -> None:
    """Run a command; an error is two lines and an exit code, never a traceback."""
    if not {command.__name__ for command in _OWN} & set(sys.argv[1:2]):
        _add_others()
    command, german = typer.main.get_command(app), _german()
    if german:
        in_german(command, german)
    try:
        command(standalone_mode=True)
    except HanniError as error:
        told = german or str
        errors.print(f"[red]{told('Error:')}[/] {escape(told(error.message))}", highlight=False)
        if error.hint:
            errors.print(escape(told(error.hint)), highlight=False)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)


def _german() -> German | None:
    """What turns English into German, if the settings ask for it."""
    try:
        return German.load() if EditorSettings.load().cli_language == "de" else None
    except SettingsError:  # the command itself tells it
        return None
