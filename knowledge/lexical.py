"""BM25 over the passages' stems (Robertson and Zaragoza 2009, k1 and b as there)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.text import terms

_K1 = 1.2
_B = 0.75


@dataclass(frozen=True)
class LexicalIndex:
    """An inverted index with the BM25 weight of each posting worked out beforehand.

    ``starts`` has shape (terms + 1,): the postings of term t are ``rows[starts[t]:starts[t + 1]]``.
    """

    vocabulary: dict[str, int]
    idf: NDArray[np.float32]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]
    size: int

    @classmethod
    def build(cls, documents: Iterable[tuple[str, str]]) -> Self:
        """Index (text, language) pairs; a document's row is its position."""
        counts = [Counter(terms(text, language)) for text, language in documents]
        lengths = np.array([sum(count.values()) for count in counts], np.float32)
        mean_length = float(lengths.mean()) if len(counts) else 1.0
        vocabulary: dict[str, int] = {}
        postings: list[list[tuple[int, int]]] = []
        for row, count in enumerate(counts):
            for term, frequency in count.items():
                number = vocabulary.setdefault(term, len(vocabulary))
                if number == len(postings):
                    postings.append([])
                postings[number].append((row, frequency))
        sizes = np.array([len(posting) for posting in postings], np.int64)
        idf = np.log1p((len(counts) - sizes + 0.5) / (sizes + 0.5)).astype(np.float32)
        flat = np.array([pair for posting in postings for pair in posting], np.int64).reshape(-1, 2)
        rows, frequencies = flat[:, 0].astype(np.int32), flat[:, 1].astype(np.float32)
        norm = _K1 * (1 - _B + _B * lengths[rows] / mean_length)
        weights = np.repeat(idf, sizes) * frequencies * (_K1 + 1) / (frequencies + norm)
        return cls(
            vocabulary,
            idf,
            np.concatenate([[0], np.cumsum(sizes)]),
            rows,
            weights.astype(np.float32),
            len(counts),
        )

    def scores(self, query: Sequence[str]) -> NDArray[np.float32]:
        """BM25 of every document for the query's terms, as a share of the query's own weight.

        The share is of the most a document of mean length with each term once could get, so
        that a query of which nothing but a common word is known stays near zero. Shape (size,).
        """
        scores = np.zeros(self.size, np.float32)
        known = [self.vocabulary[term] for term in dict.fromkeys(query) if term in self.vocabulary]
        for term in known:
            postings = slice(self.starts[term], self.starts[term + 1])
            scores[self.rows[postings]] += self.weights[postings]
        unknown = len(dict.fromkeys(query)) - len(known)
        # A word that no passage has is as telling as the rarest one that some passage has.
        most = float(self.idf[known].sum()) + unknown * self._rarest
        # At least one telling word's weight, or "and" alone would be covered in full.
        most = max(most, self._rarest)
        return scores / most if most > 0 else scores

    def documents(self, term: str) -> NDArray[np.int32]:
        """Rows of the documents that hold a term; none if no document does."""
        number = self.vocabulary.get(term)
        if number is None:
            return self.rows[:0]
        return self.rows[self.starts[number] : self.starts[number + 1]]

    @property
    def _rarest(self) -> float:
        return float(np.log1p((self.size - 0.5) / 1.5)) if self.size else 0.0

    def save(self, path: Path) -> None:
        """Write the index as one ``.npz`` file, without pickles."""
        np.savez(
            path,
            vocabulary=np.frombuffer("\n".join(self.vocabulary).encode(), np.uint8),
            idf=self.idf,
            starts=self.starts,
            rows=self.rows,
            weights=self.weights,
            size=np.array(self.size),
        )

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read an index that :meth:`save` wrote."""
        with np.load(path, allow_pickle=False) as data:
            vocabulary = data["vocabulary"].tobytes().decode().split("\n")
            return cls(
                {term: number for number, term in enumerate(vocabulary)},
                data["idf"],
                data["starts"],
                data["rows"],
                data["weights"],
                int(data["size"]),
            )
