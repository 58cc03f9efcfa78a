"""Vectors by content hash, so that an unchanged text is never embedded again."""

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import numpy as np

from knowledge.embedding import Embedder, Matrix

Kind = Literal["query", "passage"]

_BATCH = 64


class VectorCache:
    """A file of vectors beside the model; it may be deleted at any time.

    SQLite makes each batch durable at once, so a killed refresh goes on where it stopped.
    """

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._embedder = embedder
        self._path = folder / f"{embedder.fingerprint}.sqlite3"
        self._database = self._open()

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.OperationalError:  # the disk is full, or the file may not be written
            raise
        except sqlite3.DatabaseError:  # damaged: it is only a cache
            self._path.unlink()
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=30)
        database.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB)")
        database.execute("SELECT count(*) FROM vectors").fetchone()
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

    def embed(
        self, texts: Sequence[str], kind: Kind, progress: Callable[[int], None] = lambda _: None
    ) -> tuple[Matrix, int]:
        """Vectors of the texts, shape (texts, dimensions), and how many had to be computed.

        ``progress`` is told how many of the texts are done so far.
        """
        keys = [hashlib.sha256(f"{kind}\0{text}".encode()).digest() for text in texts]
        vectors = np.empty((len(texts), self._embedder.dimensions), np.float32)
        missing: dict[bytes, list[int]] = {}
        for row, key in enumerate(keys):
            found = self._database.execute("SELECT vector FROM vectors WHERE key = ?", (key,))
            if (blob := found.fetchone()) and len(blob[0]) == vectors[row].nbytes:
                vectors[row] = np.frombuffer(blob[0], np.float32)
            else:
                missing.setdefault(key, []).append(row)
        done = len(texts) - sum(map(len, missing.values()))
        progress(done)
        embed = self._embedder.queries if kind == "query" else self._embedder.passages
        # Similar lengths side by side keep the padding small.
        order = sorted(missing, key=lambda key: len(texts[missing[key][0]]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            computed = embed([texts[missing[key][0]] for key in batch])
            for key, vector in zip(batch, computed, strict=True):
                vectors[missing[key]] = vector
                done += len(missing[key])
            with self._database:
                self._database.executemany(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
                    [(key, v.tobytes()) for key, v in zip(batch, computed, strict=True)],
                )
            progress(done)
        return vectors, len(order)
