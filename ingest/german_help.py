"""Typer's help in German."""

from typing import Any

import typer

from ingest.messages.german import German

_PANELS = {"argument": "Arguments", "option": "Options"}


def in_german(command: Any, german: German) -> None:
    """Translate the help of a command, its options and its own commands.

    ``command`` is what ``typer.main.get_command`` makes; Typer has no public type for it.
    """
    command.help = german(command.help or "")
    shown = typer.Context(command, help_option_names=["-h", "--help"])
    for parameter in command.get_params(shown):
        if getattr(parameter, "help", None):
            parameter.help = german(parameter.help)
        panel = _PANELS[parameter.param_type_name]
        parameter.rich_help_panel = german(panel)
    for own in getattr(command, "commands", {}).values():
        own.rich_help_panel = german("Commands")
        in_german(own, german)
