"""What a source found last time: one SQLite file a source in the data folder.

It makes a refresh with nothing new quick, and keeps what is known while a page cannot be had. Each
batch is durable at once, so a killed refresh goes on where it stopped.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ingest.sources.base import Found
from knowledge.records import Service

#: Raised whenever what is read from the same bytes changes: older files are then not used.
READER = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One page or record: what to ask the server with, and what was read."""

    key: str
    url: str = ""
    etag: str | None = None
    modified: str | None = None
    #: The sitemap's date when it was read.
    lastmod: str | None = None
    #: SHA-256 of the bytes.
    digest: str = ""
    #: Seconds since 1970 of the last answer.
    checked: float = 0.0
    #: The JSON of what was read; empty if the page holds nothing to keep.
    content: str = ""


class SourceStore:
    """Rows by key."""

    def __init__(self, path: Path, *, lasting: bool = True) -> None:
        """Open a file; one that is not ``lasting`` is quick, and gone after a power cut."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lasting = lasting
        try:
            self._database = self._connect()
        except sqlite3.OperationalError:  # the disk is full, or the file may not be written
            raise
        except sqlite3.DatabaseError:  # damaged: everything is read anew
            path.unlink()
            self._database = self._connect()

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=30)
        if not self._lasting:
            database.execute("PRAGMA synchronous = OFF")
            database.execute("PRAGMA journal_mode = MEMORY")
        if database.execute("PRAGMA user_version").fetchone()[0] != READER:
            database.execute("DROP TABLE IF EXISTS rows")
            database.execute(f"PRAGMA user_version = {READER}")
        database.execute(
            "CREATE TABLE IF NOT EXISTS rows (key TEXT PRIMARY KEY, url TEXT, etag TEXT, "
            "modified TEXT, lastmod TEXT, digest TEXT, checked REAL, content TEXT)"
        )
        return database

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._database.close()

    def get(self, key: str) -> Row | None:
        """The row of that key."""
        found = self._database.execute("SELECT * FROM rows WHERE key = ?", (key,)).fetchone()
        return Row(*found) if found else None

    def rows(self) -> Iterator[Row]:
        """All rows, by key."""
        for found in self._database.execute("SELECT * FROM rows ORDER BY key"):
            yield Row(*found)

    def put(self, rows: Iterable[Row]) -> None:
        """Write rows, all or none."""
        with self._database:
            self._database.executemany(
                "INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (r.key, r.url, r.etag, r.modified, r.lastmod, r.digest, r.checked, r.content)
                    for r in rows
                ),
            )

    def keys(self) -> list[str]:
        """All keys."""
        return [key for (key,) in self._database.execute("SELECT key FROM rows")]

    def forget(self, keys: Iterable[str]) -> None:
        """Remove these rows."""
        with self._database:
            self._database.executemany("DELETE FROM rows WHERE key = ?", [(key,) for key in keys])

    def keep_only(self, keys: Iterable[str]) -> None:
        """Forget all rows but these."""
        kept = set(keys)
        self.forget(key for key in self.keys() if key not in kept)


def found_row(found: Found, **more: Any) -> Row:
    """A row that holds a service, with what no reader sees of it: the screening wants both again."""
    record = found.record.model_dump(mode="json")
    content = json.dumps({"record": record, "hidden": found.hidden}, ensure_ascii=False)
    return Row(found.record.id, found.place, content=content, **more)


def row_found(row: Row) -> Found:
    """The service of a row."""
    value = json.loads(row.content)
    return Found(Service.model_validate(value["record"]), row.url, tuple(value["hidden"]))
