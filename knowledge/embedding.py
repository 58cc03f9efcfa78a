"""Embeds queries and passages with the built model, without PyTorch."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray
from tokenizers import Tokenizer

from knowledge.errors import ModelError

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]

#: Tokens of a question that are read, about 600 letters: the time grows with them, and a message of
#: a thousand odd characters must not cost half a second.
_QUERY_TOKENS = 160
#: Texts embedded in one call; sorted by length first, so that padding stays small.
_BATCH = 8


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    #: Names model and recipe; vectors of different fingerprints must not be mixed.
    fingerprint: str

    @property
    def dimensions(self) -> int:
        """Of its vectors."""

    def query(self, text: str) -> Vector:
        """One question's unit vector, shape (dimensions,)."""

    def queries(self, texts: Sequence[str]) -> Matrix:
        """Questions' unit vectors, shape (texts, dimensions)."""

    def passages(self, texts: Sequence[str]) -> Matrix:
        """Passages' unit vectors, shape (texts, dimensions)."""


class OnnxEmbedder:
    """An :class:`Embedder` on ONNX Runtime; one instance serves many threads."""

    def __init__(self, folder: Path, *, threads: int = 1, workers: int = 1) -> None:
        """Load a serving folder.

        ``threads`` share one call; ``workers`` calls run at once where there are many texts. The
        latter is what pays there: threads of one call wait for each other after each layer.

        Raises:
            ModelError: its files cannot be loaded.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # The memory-mapped arena grows with the longest batch and is never given back.
        options.enable_cpu_mem_arena = False
        try:
            info = json.loads((folder / "model.json").read_text(encoding="utf-8"))
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # each of the loaders has exceptions of its own
            raise ModelError(
                f"The embedding model in {folder} cannot be loaded: {error}",
                "Build it again: hanni model build --rebuild",
            ) from None
        self._tokenizer.enable_truncation(info["max_tokens"])
        self._tokenizer.no_padding()
        self._workers = workers
        self._pad: int = info["pad"]
        self._prompts: dict[str, str] = info["prompts"]
        self.fingerprint: str = info["fingerprint"]
        self.dimensions: int = info["dimensions"]

    def query(self, text: str) -> Vector:
        """One question's unit vector, shape (dimensions,)."""
        vector: Vector = self._run(self._tokens([self._prompts["query"] + text], _QUERY_TOKENS))[0]
        return vector

    def queries(self, texts: Sequence[str]) -> Matrix:
        """Questions' unit vectors, shape (texts, dimensions)."""
        return self._embed_many([self._prompts["query"] + text for text in texts], _QUERY_TOKENS)

    def passages(self, texts: Sequence[str]) -> Matrix:
        """Passages' unit vectors, shape (texts, dimensions)."""
        return self._embed_many([self._prompts["passage"] + text for text in texts])

    def _embed_many(self, texts: Sequence[str], most: int | None = None) -> Matrix:
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        tokens = self._tokens(texts, most)
        by_length = sorted(range(len(texts)), key=lambda row: len(tokens[row]))

        def embed(rows: Sequence[int]) -> None:
            vectors[rows] = self._run([tokens[row] for row in rows])

        with ThreadPoolExecutor(self._workers) as pool:
            for _ in pool.map(embed, _batches(by_length, _BATCH)):
                pass  # an error in a worker is raised here
        return vectors

    def _tokens(self, texts: Sequence[str], most: int | None) -> list[list[int]]:
        """Token ids of each text, of which at most ``most`` are read."""
        encodings = self._tokenizer.encode_batch_fast(list(texts))
        if most:
            for encoding in encodings:
                encoding.truncate(most)
        return [encoding.ids for encoding in encodings]

    def _run(self, tokens: Sequence[Sequence[int]]) -> Matrix:
        longest = max(map(len, tokens))
        ids = np.full((len(tokens), longest), self._pad, np.int64)
        mask = np.zeros_like(ids)
        for row, own in enumerate(tokens):
            ids[row, : len(own)] = own
            mask[row, : len(own)] = 1
        (vectors,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        return np.asarray(vectors, np.float32)


class LangChainEmbeddings(Embeddings):
    """Any :class:`Embedder` behind LangChain's interface."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Passages' vectors, one list of floats a text."""
        return self._embedder.passages(texts).tolist()  # type: ignore[no-any-return]

    def embed_query(self, text: str) -> list[float]:
        """A question's vector."""
        return self._embedder.query(text).tolist()  # type: ignore[no-any-return]


def unit(vectors: Matrix) -> Matrix:
    """Scale each row to length one; a row of zeros stays as it is."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Matrix = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32, copy=False)
    return scaled


def _batches(rows: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
