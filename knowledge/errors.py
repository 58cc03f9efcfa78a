"""Errors that tell the reader what to do next."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of the command ``hanni``; documented in docs/operations.md."""

    OK = 0
    FAILURE = 1
    USAGE = 2  # what Typer itself uses for wrong options
    SETTINGS = 3
    MODEL = 4
    CONTENT = 5
    SNAPSHOT = 6
    BUSY = 7
    ADDRESS = 8
    GATE = 9
    FINDINGS = 10
    SOURCE = 11
    LANGUAGE_MODEL = 12


class HanniError(Exception):
    """Something the operator or editor can mend.

    ``message`` says what is wrong, ``hint`` what to do next; ``exit_code`` is what the
    command line ends with. It is shown as two plain lines, never as a traceback.
    """

    exit_code: ExitCode = ExitCode.FAILURE

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class SettingsError(HanniError):
    """A setting has a value that cannot be used."""

    exit_code = ExitCode.SETTINGS


class ModelError(HanniError):
    """The embedding model or the language table is missing, damaged or cannot be built."""

    exit_code = ExitCode.MODEL


class ContentError(HanniError):
    """A content file cannot be read as what it should be."""

    exit_code = ExitCode.CONTENT


class SnapshotError(HanniError):
    """No snapshot is published, or the published one is damaged."""

    exit_code = ExitCode.SNAPSHOT


class BusyError(HanniError):
    """Another refresh is running."""

    exit_code = ExitCode.BUSY


class AddressError(HanniError):
    """The address to listen on is not to be had."""

    exit_code = ExitCode.ADDRESS


class SourceError(HanniError):
    """A source cannot be read as a whole; what is published stays."""

    exit_code = ExitCode.SOURCE


class GateError(HanniError):
    """The new content would make Hanni worse; it is not published."""

    exit_code = ExitCode.GATE


class LanguageModelError(HanniError):
    """The language model's server gives no answers."""

    exit_code = ExitCode.LANGUAGE_MODEL
