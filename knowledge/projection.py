"""From raw embeddings to the space that is searched: language means off, the useful directions on.

E5 puts much of a text's *language*, and of *what is asked about a thing* ("how much", "by when"),
into directions of their own. Two corrections, both learned from the knowledge base itself while a
snapshot is built, take them out again:

1. Each language's mean vector is subtracted, for questions and passages apart.
2. The space is whitened by the covariance *within* services: the directions in which the passages of
   one service differ among each other (language, aspect, style) count less, the ones in which
   services differ count more. In speaker recognition this is called within-class covariance
   normalisation (Hatch, Kajarekar and Stolcke 2006, https://doi.org/10.21437/Interspeech.2006-183).

docs/architecture.md has the measurements.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from knowledge.embedding import Matrix, Vector, unit

#: Passages per dimension at which the estimated covariance and the identity weigh the same.
_SHRINKAGE = 4.0


@dataclass(frozen=True)
class Projection:
    """Means by language, shape (dimensions,) each, and the whitening matrix (symmetric)."""

    query_means: Mapping[str, Vector]
    passage_means: Mapping[str, Vector]
    whitening: Matrix

    @classmethod
    def learn(
        cls,
        passages: Matrix,
        languages: Sequence[str],
        classes: Sequence[str],
        queries: Mapping[str, Matrix],
    ) -> Self:
        """Learn from raw unit vectors.

        ``passages`` has shape (n, dimensions), with the language and the class (service) of each
        row. ``queries`` are, by language, the knowledge base's own names and questions,
        embedded as queries.
        """
        codes = np.asarray(languages)
        passage_means = {code: passages[codes == code].mean(axis=0) for code in set(languages)}
        query_means = {code: vectors.mean(axis=0) for code, vectors in queries.items()}
        centred = unit(passages - np.stack([passage_means[code] for code in languages]))
        return cls(query_means, passage_means, _whitening(centred, classes))

    def passages(self, vectors: Matrix, languages: Sequence[str]) -> Matrix:
        """Raw passage vectors, shape (n, dimensions), as unit vectors of the searched space."""
        means = np.stack([self.passage_means[code] for code in languages])
        return unit(unit(vectors - means) @ self.whitening)

    def queries(self, vectors: Matrix, languages: Sequence[str]) -> Matrix:
        """Raw question vectors, shape (n, dimensions), as unit vectors of the searched space."""
        means = np.stack([self._query_mean(code) for code in languages])
        return unit(unit(vectors - means) @ self.whitening)

    def centred(self, vector: Vector, language: str) -> Vector:
        """One raw question vector without its language's mean, not whitened."""
        return unit(vector - self._query_mean(language))

    def query(self, vector: Vector, language: str) -> Vector:
        """One raw question vector as a unit vector of the searched space."""
        projected: Vector = self.queries(vector[None], [language])[0]
        return projected

    def _query_mean(self, language: str) -> Vector:
        """A language without questions of its own gets the mean of the others' means."""
        if (mean := self.query_means.get(language)) is not None:
            return mean
        others: Vector = np.mean(list(self.query_means.values()), axis=0, dtype=np.float32)
        return others

    def save(self, path: Path) -> None:
        """Write as one ``.npz`` file."""
        named = {f"query_{code}": mean for code, mean in self.query_means.items()}
        named |= {f"passage_{code}": mean for code, mean in self.passage_means.items()}
        np.savez(path, allow_pickle=False, whitening=self.whitening, **named)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what :meth:`save` wrote."""
        with np.load(path, allow_pickle=False) as data:

            def table(kind: str) -> dict[str, Vector]:
                prefix = f"{kind}_"
                return {n.removeprefix(prefix): data[n] for n in data if n.startswith(prefix)}

            return cls(table("query"), table("passage"), data["whitening"])


def _whitening(centred: Matrix, classes: Sequence[str]) -> Matrix:
    """Inverse square root of the shrunk within-class covariance, shape (dimensions, dimensions)."""
    count, dimensions = centred.shape
    labels = np.asarray(classes)
    within = centred.copy()
    for label in set(classes):
        rows = labels == label
        within[rows] -= centred[rows].mean(axis=0)
    covariance = within.T @ within / count
    scale = np.trace(covariance) / dimensions
    if scale <= 0:  # one passage a service: nothing to learn from
        return np.eye(dimensions, dtype=np.float32)
    # The fewer passages, the less their covariance is believed.
    share = _SHRINKAGE * dimensions / (_SHRINKAGE * dimensions + count)
    shrunk = (1 - share) * covariance / scale + share * np.eye(dimensions)
    values, directions = np.linalg.eigh(shrunk)
    whitening: Matrix = ((directions * values**-0.5) @ directions.T).astype(np.float32)
    return whitening
