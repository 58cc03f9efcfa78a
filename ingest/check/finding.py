"""What a check found, where, and how bad it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ingest.messages import Messages

Severity = Literal["error", "warning", "notice"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "notice")


@dataclass(frozen=True)
class Finding:
    """One thing that somebody should look at.

    ``check`` names its texts in the message catalogues: ``check.<check>`` says what is wrong, with
    ``values`` filled in, ``hint.<check>`` what to do.
    """

    severity: Severity
    check: str
    #: Relative to the content folder; the record's id if it has no file.
    file: str
    line: int | None = None
    section: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def where(self) -> str:
        """File and line, as editors and programs jump to them."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def message(self, say: Messages) -> str:
        """What is wrong."""
        return say(f"check.{self.check}", **self.values)

    def hint(self, say: Messages) -> str:
        """What to do about it."""
        return say(f"hint.{self.check}", **self.values)

    def as_json(self, say: Messages) -> dict[str, object]:
        """For programs."""
        return {
            "severity": self.severity,
            "check": self.check,
            "file": self.file,
            "line": self.line,
            "section": self.section,
            "message": self.message(say),
            "hint": self.hint(say),
        }
