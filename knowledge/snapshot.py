"""Snapshots: complete, immutable, numbered builds of the knowledge base.

The folder ``snapshots`` holds one folder a snapshot and the file ``current`` with the published
one's number. A snapshot's folder appears by one rename and ``current`` changes by another, so a
reader sees a complete snapshot or none. ``docs/architecture.md`` describes the files.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from knowledge.confidence import Confidence
from knowledge.embedding import Matrix
from knowledge.errors import SnapshotError
from knowledge.lexical import LexicalIndex
from knowledge.passages import documents
from knowledge.projection import Projection
from knowledge.records import Knowledge, Passage
from knowledge.settings import Settings
from knowledge.text import fragments, terms
from knowledge.vectors import VectorIndex, open_client

#: Raised when the files' meaning changes; an older snapshot is then built anew.
FORMAT = 6

MANIFEST = "manifest.json"
KNOWLEDGE = "knowledge.json"
PASSAGES = "passages.json"
VECTORS = "vectors.npy"
PROJECTION = "projection.npz"
OFFTOPIC = "offtopic.npy"
LEXICAL = "lexical.npz"
DOCUMENTS = "documents.npz"
CONFIDENCE = "confidence.json"
CHROMA = "chroma"
DATA_FILES = (KNOWLEDGE, PASSAGES, VECTORS, PROJECTION, OFFTOPIC, LEXICAL, DOCUMENTS, CONFIDENCE)

#: Passages that must find themselves when a snapshot is opened.
_PROBES = 20

PASSAGE_LIST = TypeAdapter(list[Passage])


class Manifest(BaseModel):
    """What a snapshot holds; the file that is written last."""

    model_config = ConfigDict(frozen=True)

    format: int
    number: int
    created: str
    model: str
    collection: str
    #: Fingerprint of the content it was built from.
    content: str
    #: The city's own; those that others do are counted apart.
    services: int
    elsewhere: int
    faqs: int
    passages: int
    #: Passages by language.
    languages: dict[str, int]
    files: dict[str, str]


@dataclass(frozen=True)
class Snapshot:
    """An opened snapshot."""

    manifest: Manifest
    knowledge: Knowledge
    passages: list[Passage]
    #: Unit vectors of the searched space, shape (passages, dimensions); memory-mapped.
    vectors: Matrix
    projection: Projection
    #: Unit vectors of questions that are none of the city's, shape (questions, dimensions).
    offtopic: Matrix
    #: Of the passages, by their stems.
    lexical: LexicalIndex
    #: Of each unit's whole text in each language (:func:`knowledge.passages.documents`), by fragments.
    documents: LexicalIndex
    #: What a score means; stored here, so that text and thresholds change together.
    confidence: Confidence
    index: VectorIndex

    def close(self) -> None:
        """Give back files and threads."""
        self.index.close()


class SnapshotStore:
    """The folder of the snapshots."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.data / "snapshots"
        self._chroma_url = settings.chroma_url

    def path(self, number: int) -> Path:
        """The folder of a snapshot."""
        return self.folder / f"{number:06d}"

    @property
    def pointer(self) -> Path:
        """The file that names the published snapshot."""
        return self.folder / "current"

    def published(self) -> int | None:
        """The published snapshot's number, None before the first one.

        Raises:
            SnapshotError: the pointer cannot be read as a number.
        """
        try:
            return int(self.pointer.read_text(encoding="ascii"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            raise SnapshotError(
                f"{self.pointer} does not name a snapshot.",
                f"Publish one again: hanni refresh --rebuild. There are: {self.numbers() or 'none'}.",
            ) from None

    def numbers(self) -> list[int]:
        """Numbers of all complete snapshots, oldest first."""
        if not self.folder.is_dir():
            return []
        names = (path.parent.name for path in self.folder.glob(f"*/{MANIFEST}"))
        return sorted(int(name) for name in names if re.fullmatch(r"\d{6}", name))

    def manifest(self, number: int, folder: Path | None = None) -> Manifest:
        """A snapshot's manifest; ``folder`` is as in :meth:`open`.

        Raises:
            SnapshotError: there is none, or it is damaged or of another format.
        """
        path = (folder or self.path(number)) / MANIFEST
        try:
            manifest = Manifest.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            raise _damaged(number, f"{MANIFEST} is missing") from None
        except (OSError, ValidationError):
            raise _damaged(number, f"{MANIFEST} is damaged") from None
        if manifest.format != FORMAT:
            raise SnapshotError(
                f"Snapshot {number} has format {manifest.format}; this version reads {FORMAT}.",
                "Build a new one: hanni refresh --rebuild",
            )
        return manifest

    def open_published(self, model: str) -> Snapshot:
        """Open the published snapshot.

        Raises:
            SnapshotError: none is published, or it is damaged or was made with another model.
        """
        number = self.published()
        if number is None:
            raise SnapshotError("No snapshot is published yet.", "Build one: hanni refresh")
        return self.open(number, model)

    def knowledge(self, number: int) -> Knowledge:
        """A snapshot's records alone, which need neither model nor vector database.

        Raises:
            SnapshotError: there is no such snapshot, or it is damaged or of another format.
        """
        manifest = self.manifest(number)
        path = self.path(number) / KNOWLEDGE
        try:
            if sha256(path) != manifest.files[KNOWLEDGE]:
                raise _damaged(number, f"{KNOWLEDGE} is damaged")
            return Knowledge.model_validate_json(path.read_bytes())
        except (OSError, KeyError):
            raise _damaged(number, f"{KNOWLEDGE} is missing") from None
        except ValidationError as error:
            raise _damaged(number, f"{KNOWLEDGE} does not fit this version ({error})") from None

    def open(self, number: int, model: str, folder: Path | None = None) -> Snapshot:
        """Open a snapshot and check it: hashes of its files, model, passages that find themselves.

        ``model`` is the fingerprint of the embedder that will ask it; ``folder`` is where a
        snapshot is that is still being built.

        Raises:
            SnapshotError: something is missing or damaged; the message names it.
        """
        folder = folder or self.path(number)
        manifest = self.manifest(number, folder)
        if manifest.model != model:
            raise SnapshotError(
                f"Snapshot {number} was built with the model {manifest.model}, not {model}.",
                "Build a new one with this model: hanni refresh",
            )
        for name, expected in manifest.files.items():
            try:
                actual = sha256(folder / name)
            except OSError:
                raise _damaged(number, f"{name} is missing") from None
            if actual != expected:
                raise _damaged(number, f"{name} is damaged")
        try:
            passages = PASSAGE_LIST.validate_json((folder / PASSAGES).read_bytes())
            knowledge = Knowledge.model_validate_json((folder / KNOWLEDGE).read_bytes())
            vectors = np.load(folder / VECTORS, mmap_mode="r")
            projection = Projection.load(folder / PROJECTION)
            offtopic = np.load(folder / OFFTOPIC)
            lexical = LexicalIndex.load(folder / LEXICAL)
            units = LexicalIndex.load(folder / DOCUMENTS)
            confidence = Confidence.load(folder / CONFIDENCE)
        except (OSError, ValueError, KeyError) as error:  # written by another version
            raise _damaged(number, f"its files do not fit this version ({error})") from None
        if self._chroma_url is None and not (folder / CHROMA / "chroma.sqlite3").is_file():
            raise _damaged(number, "the vector database is missing")
        client = open_client(self._chroma_url, folder / CHROMA)
        index = VectorIndex(client, manifest.collection, passages)
        probes = np.linspace(0, len(passages) - 1, min(_PROBES, len(passages)), dtype=int)
        if index.unreachable(vectors, probes.tolist()):
            raise _damaged(number, "the vector database does not find its own passages")
        return Snapshot(
            manifest=manifest,
            knowledge=knowledge,
            passages=passages,
            vectors=vectors,
            projection=projection,
            offtopic=offtopic,
            lexical=lexical,
            documents=units,
            confidence=confidence,
            index=index,
        )


def write_lexical(folder: Path, passages: list[Passage]) -> None:
    """Write both lexical indexes of a snapshot's passages."""
    stems = (terms(passage.text, passage.language) for passage in passages)
    LexicalIndex.build(stems).save(folder / LEXICAL)
    of_units = (fragments(text, language) for _, language, text in documents(passages))
    LexicalIndex.build(of_units).save(folder / DOCUMENTS)


def sha256(path: Path) -> str:
    """A file's SHA-256, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def content_fingerprint(
    knowledge: Knowledge,
    passages: list[Passage],
    offtopic: list[tuple[str, str]],
    confidence: Confidence,
    model: str,
) -> str:
    """Changes with everything that a snapshot is built from, and with its format."""
    parts = (
        f"{FORMAT} {model}".encode(),
        json.dumps(knowledge.model_dump(), sort_keys=True).encode(),
        PASSAGE_LIST.dump_json(passages),
        json.dumps(offtopic).encode(),
        confidence.json().encode(),
    )
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def _damaged(number: int, what: str) -> SnapshotError:
    return SnapshotError(
        f"Snapshot {number} cannot be used: {what}.",
        "Build it again (hanni refresh --rebuild) or go back to an older one (hanni rollback).",
    )
