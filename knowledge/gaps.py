"""What was asked in vain, counted by day: no time, no order, no conversation, no person.

Written by the chat service if ``HANNI_GAPS`` is on, read by ``hanni gaps``. The questions come without
personal data (bot/guard/personal.py). The table has no row numbers and is sorted by its own words, so
that nothing tells which questions came one after the other.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from knowledge.errors import SettingsError

FILE = "gaps.sqlite3"
#: Days after which a question is forgotten.
KEPT_DAYS = 180
#: Longer ones tell a story, which may tell who it is.
_LONGEST = 200
_TABLE = """CREATE TABLE IF NOT EXISTS gaps (
    day TEXT, language TEXT, outcome TEXT, service TEXT, question TEXT, asked INTEGER NOT NULL,
    PRIMARY KEY (day, language, outcome, service, question)) WITHOUT ROWID"""


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that was not answered; ``service`` is the nearest one, empty if there was none."""

    language: str
    outcome: str
    service: str
    question: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A gap on a day (ISO), and how often it was asked then."""

    day: str
    gap: Gap
    times: int


class GapLog:
    """The file in the data folder; safe for threads and processes."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE

    def create(self) -> None:
        """Create the file.

        Raises:
            SettingsError: it cannot be written.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._connect() as database:
                database.execute(_TABLE)
        except (sqlite3.Error, OSError) as error:
            raise SettingsError(
                f"{self._path} cannot be written: {error}.",
                "Make HANNI_DATA writable, or unset HANNI_GAPS.",
            ) from None

    def add(self, gap: Gap, today: date | None = None) -> None:
        """Count a question, and forget old ones.

        Raises:
            sqlite3.Error: the file cannot be written.
        """
        if len(gap.question) > _LONGEST:
            return
        today = today or datetime.now(UTC).date()
        oldest = today - timedelta(days=KEPT_DAYS)
        with self._connect() as database:
            database.execute("DELETE FROM gaps WHERE day < ?", (oldest.isoformat(),))
            database.execute(
                "INSERT INTO gaps VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET asked = asked + 1",
                (today.isoformat(), gap.language, gap.outcome, gap.service, gap.question),
            )

    def read(self, since: str = "") -> list[Asked]:
        """What was asked since a day (ISO), by day and words; nothing if there is no file."""
        if not self._path.exists():
            return []
        with self._connect() as database:
            rows = database.execute("SELECT * FROM gaps WHERE day >= ?", (since,)).fetchall()
        return [Asked(day, Gap(*gap), times) for day, *gap, times in rows]

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(self._path, timeout=5)
        try:
            with database:
                yield database
        finally:
            database.close()
