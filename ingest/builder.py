"""Builds, verifies and publishes snapshots.

Nothing that is published is ever changed: a snapshot is built in a scratch folder (and, on a Chroma
server, a new collection), verified record by record, asked by the gate, moved into place by one
rename and published by another. A process that dies in between leaves only leftovers, which the
next one removes.
"""

import fcntl
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import numpy as np

from ingest.vector_cache import VectorCache
from knowledge.confidence import Confidence
from knowledge.content import read_content
from knowledge.embedding import Embedder, Matrix
from knowledge.errors import BusyError, HanniError, SnapshotError
from knowledge.offtopic import read_offtopic
from knowledge.passages import passages as cut_passages
from knowledge.projection import Projection, Reference
from knowledge.records import Knowledge, Passage
from knowledge.settings import CONTENT_FOLDER, Settings
from knowledge.snapshot import (
    CHROMA,
    CONFIDENCE,
    DATA_FILES,
    FORMAT,
    KNOWLEDGE,
    MANIFEST,
    OFFTOPIC,
    PASSAGE_LIST,
    PASSAGES,
    PROJECTION,
    VECTORS,
    Manifest,
    Snapshot,
    SnapshotStore,
    content_fingerprint,
    sha256,
    write_lexical,
)
from knowledge.vectors import VectorIndex, open_client, write_collection

_SCRATCH = ".building"
#: Names a unit from which on they stand for questions, and questions that are enough of them.
_NAMES, _QUESTIONS = 2, 100


class Progress(Protocol):
    """Is told what is being done: ``done`` of ``total`` items."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Report a step's progress."""


#: Looks at a new snapshot, and at the published one if that can be opened, before anything is
#: published; raises a :class:`knowledge.errors.GateError` to stop it.
Gate = Callable[[Snapshot, Snapshot | None], None]


@dataclass(frozen=True, slots=True)
class Built:
    """The outcome of a refresh."""

    number: int
    #: False if the published snapshot already holds exactly this content.
    changed: bool
    passages: int
    #: Texts that had to be embedded; the others came from the cache.
    embedded: int


@dataclass(frozen=True, slots=True)
class _Material:
    """What a snapshot is built from."""

    knowledge: Knowledge
    passages: list[Passage]
    offtopic: list[tuple[str, str]]
    fingerprint: str


class Builder:
    """Writes to the folder of the snapshots; one at a time."""

    def __init__(
        self, settings: Settings, embedder: Embedder, confidence: Confidence | None = None
    ) -> None:
        """``confidence`` goes into the snapshots; by default it is the one that Hanni ships."""
        self._confidence = confidence or Confidence.load()
        self._settings = settings
        self._store = SnapshotStore(settings)
        self._embedder = embedder

    def refresh(
        self,
        knowledge: Knowledge,
        progress: Progress,
        *,
        rebuild: bool = False,
        gate: Gate | None = None,
    ) -> Built:
        """Build, verify, gate and publish a snapshot of ``knowledge``, unless it is published already.

        Raises:
            BusyError: another refresh is running.
            SnapshotError: the folder cannot be written, or the new snapshot fails its check. The
                published one stays.
            GateError: the gate stops it. The published one stays, and nothing is left behind.
        """
        with self._lock():
            self._remove_leftovers()
            passages, offtopic = cut_passages(knowledge), read_offtopic()
            fingerprint = content_fingerprint(
                knowledge, passages, offtopic, self._confidence, self._embedder.fingerprint
            )
            if not rebuild and (same := self._published_with(fingerprint)):
                return Built(same.number, False, same.passages, 0)
            number = max(self._store.numbers(), default=0) + 1
            material = _Material(knowledge, passages, offtopic, fingerprint)
            try:
                built, folder = self._build(number, material, progress)
                if gate is not None:
                    self._ask(gate, number, folder)
                folder.replace(self._store.path(number))
            except BaseException:  # also Ctrl-C: nothing may be left behind
                with suppress(HanniError, OSError):
                    self._remove_leftovers()
                raise
            self._publish(number)
            self._prune(self._settings.keep_snapshots)
            return built

    def prune(self, keep: int) -> list[int]:
        """Remove all but the newest ``keep`` snapshots and the published one; numbers removed.

        Raises:
            BusyError: a refresh is running.
        """
        with self._lock():
            self._remove_leftovers()
            return self._prune(keep)

    def republish(self, number: int) -> None:
        """Go back (or forward) to a snapshot that is still there, after checking it.

        Raises:
            BusyError: a refresh is running.
            SnapshotError: there is no such snapshot, or it is damaged.
        """
        with self._lock():
            self._store.open(number, self._embedder.fingerprint).close()
            self._publish(number)

    def _ask(self, gate: Gate, number: int, folder: Path) -> None:
        """Let the gate look at a snapshot that is not in place yet, beside the published one."""
        new = self._store.open(number, self._embedder.fingerprint, folder)
        try:
            old = self._open_published()
            try:
                gate(new, old)
            finally:
                if old is not None:
                    old.close()
        finally:
            new.close()

    def _publish(self, number: int) -> None:
        """Make a snapshot the published one, by one atomic rename."""
        temporary = self._store.pointer.with_name("current.new")
        temporary.write_text(f"{number}\n", encoding="ascii")
        temporary.replace(self._store.pointer)

    def _published_with(self, fingerprint: str) -> Manifest | None:
        """The published snapshot's manifest if it holds this content and opens without error."""
        if (published := self._open_published()) is None:
            return None
        published.close()
        return published.manifest if published.manifest.content == fingerprint else None

    def _open_published(self) -> Snapshot | None:
        """The published snapshot, None if there is none that this model can ask."""
        try:
            return self._store.open_published(self._embedder.fingerprint)
        except SnapshotError:
            return None

    def _build(self, number: int, material: _Material, progress: Progress) -> tuple[Built, Path]:
        """Build in a scratch folder, which is returned."""
        knowledge, passages = material.knowledge, material.passages
        if not passages:
            raise SnapshotError("The content holds no text.", "Check HANNI_CONTENT.")
        folder = self._store.folder / f"{_SCRATCH}-{number:06d}"
        folder.mkdir()
        with VectorCache(self._settings.cache / "vectors", self._embedder) as cache:
            queries, embedded_names = own_queries(
                passages, cache, lambda done, total: progress("questions", done, total)
            )
            offtopic, offtopic_languages = zip(*material.offtopic, strict=True)
            raw_offtopic, embedded_offtopic = cache.embed(offtopic, "query")
            raw, embedded_passages = cache.embed(
                [passage.text for passage in passages],
                "passage",
                lambda done: progress("embed", done, len(passages)),
            )
            reference = _reference(cache) if len(queries) == 1 else None
        kinds = _kinds(passages)
        classes = [passage.service for passage in passages]
        projection = Projection.learn(raw, kinds, classes, queries, reference)
        projection.save(folder / PROJECTION)
        vectors = projection.passages(raw, kinds)
        np.save(folder / VECTORS, vectors)
        np.save(folder / OFFTOPIC, projection.queries(raw_offtopic, offtopic_languages))
        write_lexical(folder, passages)
        (folder / CONFIDENCE).write_text(self._confidence.json(), encoding="utf-8")
        (folder / KNOWLEDGE).write_text(knowledge.model_dump_json(), encoding="utf-8")
        (folder / PASSAGES).write_bytes(PASSAGE_LIST.dump_json(passages))
        collection = f"{self._prefix()}{number:06d}-{material.fingerprint[:8]}"
        self._index(folder, collection, passages, vectors, progress)
        manifest = Manifest(
            format=FORMAT,
            number=number,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            model=self._embedder.fingerprint,
            collection=collection,
            content=material.fingerprint,
            services=sum(not service.elsewhere for service in knowledge.services.values()),
            elsewhere=sum(service.elsewhere for service in knowledge.services.values()),
            faqs=len(knowledge.faqs),
            passages=len(passages),
            languages={
                code: sum(p.language == code for p in passages) for code in knowledge.languages()
            },
            files={name: sha256(folder / name) for name in DATA_FILES},
        )
        (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2), encoding="utf-8")
        embedded = embedded_names + embedded_offtopic + embedded_passages
        return Built(number, True, len(passages), embedded), folder

    def _index(
        self,
        folder: Path,
        collection: str,
        passages: Sequence[Passage],
        vectors: Matrix,
        progress: Progress,
    ) -> None:
        """Write the collection and ask it for every passage that it holds.

        Chroma 1.5.9 can lose records after deletes and upserts (chroma-core/chroma#7758); a new
        collection does not have that, and this would notice.
        """
        client = open_client(self._settings.chroma_url, folder / CHROMA)
        write_collection(
            client, collection, passages, vectors, lambda n: progress("index", n, len(passages))
        )
        index = VectorIndex(client, collection, passages)
        lost: list[int] = []
        for start in range(0, len(passages), 100):
            rows = range(start, min(start + 100, len(passages)))
            lost += index.unreachable(vectors, rows)
            progress("verify", rows.stop, len(passages))
        index.close()
        if lost:
            raise SnapshotError(
                f"{len(lost)} passages cannot be found in the new snapshot, first: "
                f"{passages[lost[0]].id}. The published snapshot stays.",
                "Run it again; if it fails again, this is a defect of the vector database.",
            )

    def _drop_unused_collections(self) -> None:
        """Remove collections of a Chroma server that belong to no snapshot."""
        if self._settings.chroma_url is None:
            return
        client = open_client(self._settings.chroma_url, self._store.folder)
        used = set()
        for number in self._store.numbers():
            with suppress(SnapshotError):  # a damaged one keeps no collection
                used.add(self._store.manifest(number).collection)
        for collection in client.list_collections():
            if collection.name.startswith(self._prefix()) and collection.name not in used:
                client.delete_collection(collection.name)
        client.close()  # type: ignore[attr-defined]

    def _prefix(self) -> str:
        """What this installation's collections begin with; others may share the Chroma server."""
        path = self._store.folder / "installation"
        if not path.exists():
            path.write_text(secrets.token_hex(4), encoding="ascii")
        return f"hanni-{path.read_text(encoding='ascii')}-"

    def _remove_leftovers(self) -> None:
        """What killed builds left behind."""
        for leftover in self._store.folder.glob(f"{_SCRATCH}-*"):
            shutil.rmtree(leftover)
        (self._store.folder / "current.new").unlink(missing_ok=True)
        self._drop_unused_collections()

    def _prune(self, keep: int) -> list[int]:
        """Keep the newest snapshots and the published one."""
        published = self._store.published()
        removed = [number for number in self._store.numbers()[:-keep] if number != published]
        for number in removed:
            shutil.rmtree(self._store.path(number))
        self._drop_unused_collections()
        return removed

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One refresh at a time; the lock ends with the process, however that ends."""
        folder = self._store.folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / ".lock").open("a") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    raise BusyError(
                        "Another refresh is running.", "Wait until it has finished, then try again."
                    ) from None
                yield
        except HanniError:
            raise
        except OSError as error:
            raise SnapshotError(
                f"{error.filename or folder} cannot be written: {error.strerror}. "
                "The published snapshot stays.",
                "Make the folder writable or free some space, or set HANNI_DATA to another folder.",
            ) from None


def own_queries(
    passages: Sequence[Passage],
    cache: VectorCache,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> tuple[dict[str, Matrix], int]:
    """By language, what stands for the questions of citizens, embedded as queries.

    The second value is how many had to be embedded; ``progress`` is told how many of all are ready.
    """
    by_language: dict[str, list[Passage]] = {}
    for passage in passages:
        by_language.setdefault(passage.language, []).append(passage)
    texts = {language: _question_like(own) for language, own in by_language.items()}
    total = sum(map(len, texts.values()))
    queries: dict[str, Matrix] = {}
    ready, embedded = 0, 0

    def told(done: int) -> None:
        progress(ready + done, total)

    for language, own_texts in texts.items():
        queries[language], computed = cache.embed(own_texts, "query", told)
        ready += len(own_texts)
        embedded += computed
    return queries, embedded


def _question_like(passages: Sequence[Passage]) -> list[str]:
    """Names, if the passages have many of them; else their questions; else anything short.

    Pages from a portal have a title each and no aliases, and titles are no questions.
    """
    names = [passage.text for passage in passages if passage.level == "name"]
    if len(names) >= _NAMES * len({passage.unit for passage in passages}):
        return names
    texts = [passage.text.partition("\n")[2] for passage in passages if passage.level == "chunk"]
    lines = dict.fromkeys(line for text in texts for line in text.splitlines())
    questions = [line for line in lines if line.rstrip().endswith(("?", "؟"))]
    return questions if len(questions) >= _QUESTIONS else names + texts


def _reference(cache: VectorCache) -> Reference:
    """What the shipped content, in ten languages, teaches about languages."""
    passages = cut_passages(read_content(CONTENT_FOLDER))
    queries, _ = own_queries(passages, cache)
    raw, _ = cache.embed([passage.text for passage in passages], "passage")
    return Reference.learn(raw, _kinds(passages), [p.service for p in passages], queries)


def _kinds(passages: Sequence[Passage]) -> list[str]:
    """What a mean is taken over: texts of one language and length."""
    return [f"{passage.language} {passage.level}" for passage in passages]
