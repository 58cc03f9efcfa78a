"""The vector database: one Chroma collection a snapshot, embedded or on a server.

Writing and checking go through LangChain's vector store. Reading on the hot path asks Chroma for ids
and distances only: LangChain always fetches documents and metadata, which costs as much again
(docs/architecture.md has the figures).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings

from knowledge.embedding import Matrix, Vector
from knowledge.errors import SnapshotError
from knowledge.records import Passage

_BATCH = 256
#: Among so many nearest a passage must be itself, unless the nearest has the same vector.
_OWN, _SAME = 10, 1e-3
#: HNSW's list of candidates while searching; must exceed the number of results asked for.
_EF_SEARCH = 200
#: Neighbours of a vector in the HNSW graph, and candidates while it is built. With Chroma's own 16 and 100
#: six in a hundred of 100,000 vectors did not find themselves (recall of the 60 nearest .90); with
#: these all do (1.00), and a search is quicker. Building takes half as long again.
_NEIGHBOURS = 32
_EF_CONSTRUCTION = 200


def open_client(chroma_url: str | None, folder: Path) -> ClientAPI:
    """A Chroma client: of the server at ``chroma_url``, else embedded in ``folder``.

    Raises:
        SnapshotError: the server does not answer or the folder is damaged.
    """
    settings = ChromaSettings(anonymized_telemetry=False)
    try:
        if chroma_url is None:
            return chromadb.PersistentClient(str(folder), settings=settings)
        address = urlsplit(chroma_url)
        secure = address.scheme == "https"
        return chromadb.HttpClient(
            host=address.hostname or "",
            port=address.port or (443 if secure else 80),
            ssl=secure,
            settings=settings,
        )
    except Exception as error:  # Chroma raises whatever its Rust and HTTP parts raise
        where = chroma_url or str(folder)
        raise SnapshotError(
            f"The vector database at {where} cannot be opened: {error}",
            "Start the Chroma server or check HANNI_CHROMA_URL."
            if chroma_url
            else "Build it again: hanni refresh --rebuild",
        ) from None


class _Known(Embeddings):
    """Hands LangChain vectors that were computed before, in their order; they are centred per language."""

    def __init__(self, vectors: Matrix) -> None:
        self._vectors = vectors
        self._given = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        start, self._given = self._given, self._given + len(texts)
        return self._vectors[start : self._given].tolist()  # type: ignore[no-any-return]

    def embed_query(self, text: str) -> list[float]:
        raise NotImplementedError("queries come as vectors")


def write_collection(
    client: ClientAPI,
    name: str,
    passages: Sequence[Passage],
    vectors: Matrix,
    progress: Callable[[int], None],
) -> None:
    """Create a collection of passages; ``vectors`` has shape (passages, dimensions).

    ``progress`` is told the number of passages written so far.

    Raises:
        SnapshotError: the database does not take them, as on a full disk.
    """
    with _clear_errors(name, "written"):
        _write(client, name, passages, vectors, progress)


def _write(
    client: ClientAPI,
    name: str,
    passages: Sequence[Passage],
    vectors: Matrix,
    progress: Callable[[int], None],
) -> None:
    store = Chroma(
        client=client,
        collection_name=name,
        embedding_function=_Known(vectors),
        collection_configuration={
            "hnsw": {
                "space": "cosine",
                "ef_search": _EF_SEARCH,
                "ef_construction": _EF_CONSTRUCTION,
                "max_neighbors": _NEIGHBOURS,
            }
        },
    )
    for start in range(0, len(passages), _BATCH):
        batch = passages[start : start + _BATCH]
        store.add_texts(
            [passage.text for passage in batch],
            [{"service": p.service, "part": p.part, "language": p.language} for p in batch],
            ids=[passage.id for passage in batch],
        )
        progress(start + len(batch))


class VectorIndex:
    """Reads one collection."""

    def __init__(self, client: ClientAPI, name: str, passages: Sequence[Passage]) -> None:
        """Open a collection.

        Raises:
            SnapshotError: it is missing or holds another number of passages.
        """
        self._client = client
        self._rows = {passage.id: row for row, passage in enumerate(passages)}
        with _clear_errors(name):
            self._collection = client.get_collection(name)
            count = self._collection.count()
        if count != len(passages):
            raise SnapshotError(
                f"The collection {name} holds {count} passages instead of {len(passages)}.",
                "Build it again: hanni refresh --rebuild",
            )

    def nearest(self, vector: Vector, count: int) -> tuple[list[int], list[float]]:
        """Rows and cosines of the ``count`` passages nearest to a unit vector, best first."""
        found = self._collection.query(
            query_embeddings=vector[None], n_results=count, include=["distances"]
        )
        distances = found["distances"] or [[]]
        rows = [self._rows[id_] for id_ in found["ids"][0]]
        return rows, [1 - distance for distance in distances[0]]

    def unreachable(self, vectors: Matrix, rows: Sequence[int]) -> list[int]:
        """Those of ``rows`` that their own vector does not find.

        A text that occurs twice finds either of its records, so equal vectors count as found.

        Raises:
            SnapshotError: the collection cannot be searched at all.
        """
        with _clear_errors(self._collection.name):
            # A call of its own for each costs four times as much.
            found = self._collection.query(
                query_embeddings=vectors[list(rows)].astype(np.float32),
                n_results=_OWN,
                include=["distances"],
            )
            nearest = found["distances"] or []
            return [
                row
                for row, ids, distances in zip(rows, found["ids"], nearest, strict=True)
                if row not in {self._rows[id_] for id_ in ids}
                and not (distances and distances[0] <= _SAME)
            ]

    def close(self) -> None:
        """Give back the client's threads and files."""
        self._client.close()  # type: ignore[attr-defined]


@contextmanager
def _clear_errors(name: str, done: str = "read") -> Iterator[None]:
    try:
        yield
    except Exception as error:  # see open_client
        raise SnapshotError(
            f"The collection {name} cannot be {done}: {error}",
            "Build it again: hanni refresh --rebuild",
        ) from None
