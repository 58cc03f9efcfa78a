"""BM25 (Robertson and Zaragoza 2009, k1 and b as there), scaled to the question."""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

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
    def build(cls, documents: Iterable[Iterable[str]]) -> Self:
        """Index documents, each given by its terms; a document's row is its position."""
        vocabulary: dict[str, int] = {}
        # Arrays, not lists: a hundred thousand passages have tens of millions of postings.
        numbers, found = array("i"), array("i")
        sizes, lengths = array("i"), array("i")
        for document in documents:
            counts = Counter(document)
            numbers.extend(vocabulary.setdefault(term, len(vocabulary)) for term in counts)
            found.extend(counts.values())
            sizes.append(len(counts))
            lengths.append(counts.total())
        of_term = np.frombuffer(numbers, np.int32)
        frequencies = np.frombuffer(found, np.int32).astype(np.float32)
        rows = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        by_term = np.argsort(of_term, kind="stable")
        documents_of = np.bincount(of_term, minlength=len(vocabulary))
        idf = np.log1p((len(sizes) - documents_of + 0.5) / (documents_of + 0.5))
        length = np.asarray(lengths, np.float32)
        norm = _K1 * (1 - _B + _B * length / max(float(length.mean()), 1)) if len(sizes) else length
        weights = idf[of_term] * frequencies * (_K1 + 1) / (frequencies + norm[rows])
        return cls(
            vocabulary,
            idf.astype(np.float32),
            np.concatenate([[0], np.cumsum(documents_of)]),
            rows[by_term],
            weights[by_term].astype(np.float32),
            len(sizes),
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
