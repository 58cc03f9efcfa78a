"""What was published when, by whom and why: one JSON object a line in the data folder."""

import getpass
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

Action = Literal["refresh", "forced", "refused", "rollback", "prune"]


class Entry(BaseModel):
    """One line of the history."""

    model_config = ConfigDict(frozen=True)

    #: UTC, ISO, to the second.
    when: str
    action: Action
    #: Of the snapshot that was published (or pruned, or refused: then the one that stayed).
    number: int | None
    #: Account that ran the command.
    who: str
    services: int = 0
    faqs: int = 0
    passages: int = 0
    #: Changes by kind, as :mod:`ingest.changes` counts them.
    changes: dict[str, int] = {}
    #: Share of the golden questions that found their service.
    golden: float | None = None
    reason: str = ""


class History:
    """Appends to and reads the file ``history.jsonl``."""

    def __init__(self, data: Path) -> None:
        self.path = data / "history.jsonl"

    def add(self, action: Action, number: int | None, **more: object) -> Entry:
        """Append an entry; one write, so that two processes' lines do not mix.

        Raises:
            OSError: the file cannot be written.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        entry = Entry.model_validate(
            {"when": now, "action": action, "number": number, "who": _account(), **more}
        )
        line = json.dumps(entry.model_dump(), ensure_ascii=False) + "\n"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab+") as file:
            if file.tell() and not self._ends_with_line():
                line = "\n" + line  # what a full disk cut off stays alone
            file.write(line.encode())
        return entry

    def entries(self) -> list[Entry]:
        """All entries that can be read, oldest first."""
        try:
            lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return []
        entries = []
        for line in lines:
            try:
                entries.append(Entry.model_validate_json(line))
            except ValidationError:  # cut off by a full disk or a kill
                continue
        return entries

    def _ends_with_line(self) -> bool:
        with self.path.open("rb") as file:
            file.seek(-1, 2)
            return file.read(1) == b"\n"


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container's user without a name
        return "unknown"
