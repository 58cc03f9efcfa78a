"""From raw embeddings to the space that is searched: language means off, the useful directions on.

E5 puts much of a text's *language*, and of *what is asked about a thing* ("how much", "by when"),
into directions of their own. Two corrections, both learned while a snapshot is built, take them out:

1. Each language's mean vector is subtracted, for questions and passages apart.
2. The space is whitened by the covariance *within* services: the directions in which the passages of
   one service differ among each other (language, aspect, style) count less, the ones in which
   services differ count more. In speaker recognition this is called within-class covariance
   normalisation (Hatch, Kajarekar and Stolcke 2006, https://doi.org/10.21437/Interspeech.2006-183).

A knowledge base in several languages teaches both itself. One in a single language cannot: it takes
the differences between the languages, and a little of the covariance, from a :class:`Reference`, the
content that Hanni ships. docs/architecture.md has the measurements.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from knowledge.embedding import Matrix, Vector, unit

#: Share of the identity in the covariance, when it is the own one and when it is another's.
_SHRINKAGE = 0.5
_FOREIGN_SHRINKAGE = 0.9
#: Rows that a language's mean counts as beside those of a kind.
_BELIEF = 20


@dataclass(frozen=True)
class Reference:
    """What a knowledge base in many languages says about languages.

    ``covariance`` is the one within services, scaled to a mean variance of one; both are of raw
    vectors with the languages' means taken off.
    """

    query_means: Mapping[str, Vector]
    covariance: Matrix

    @classmethod
    def learn(
        cls,
        passages: Matrix,
        kinds: Sequence[str],
        classes: Sequence[str],
        queries: Mapping[str, Matrix],
    ) -> Self:
        """Learn from raw unit vectors; the parameters are those of :meth:`Projection.learn`."""
        centred = unit(passages - _rows(_means(passages, kinds), kinds))
        return cls(
            {code: vectors.mean(axis=0) for code, vectors in queries.items()},
            _within_covariance(centred, classes),
        )


@dataclass(frozen=True)
class Projection:
    """Means of questions by language and of passages by kind, and the whitening matrix.

    Means have shape (dimensions,), the symmetric whitening (dimensions, dimensions).
    """

    query_means: Mapping[str, Vector]
    #: Questions behind each mean; 0 if it was taken from the reference.
    query_counts: Mapping[str, int]
    passage_means: Mapping[str, Vector]
    whitening: Matrix

    @classmethod
    def learn(
        cls,
        passages: Matrix,
        kinds: Sequence[str],
        classes: Sequence[str],
        queries: Mapping[str, Matrix],
        reference: Reference | None = None,
    ) -> Self:
        """Learn from raw unit vectors.

        ``passages`` has shape (n, dimensions), with the kind (language and level) and the class
        (service) of each row. ``queries`` are, by language, the knowledge base's own names and
        questions, embedded as queries. A ``reference`` is for one in a single language.
        """
        passage_means = _means(passages, kinds)
        query_means = {code: vectors.mean(axis=0) for code, vectors in queries.items()}
        counts = {code: len(vectors) for code, vectors in queries.items()}
        if reference is None:
            centred = unit(passages - _rows(passage_means, kinds))
            whitening = _whitening(_within_covariance(centred, classes), _SHRINKAGE)
        else:
            (own,) = query_means
            # The topic is this knowledge base's, the way from language to language the other's.
            for code, mean in reference.query_means.items():
                shift = mean - reference.query_means.get(own, mean)
                query_means.setdefault(code, query_means[own] + shift)
                counts.setdefault(code, 0)
            whitening = _whitening(reference.covariance, _FOREIGN_SHRINKAGE)
        return cls(query_means, counts, passage_means, whitening)

    def passages(self, vectors: Matrix, kinds: Sequence[str]) -> Matrix:
        """Raw passage vectors, shape (n, dimensions), as unit vectors of the searched space."""
        return unit(unit(vectors - _rows(self.passage_means, kinds)) @ self.whitening)

    def queries(self, vectors: Matrix, languages: Sequence[str]) -> Matrix:
        """Raw question vectors, shape (n, dimensions), as unit vectors of the searched space."""
        means = np.stack([self.query_mean(code) for code in languages])
        return self.whitened(unit(vectors - means))

    def whitened(self, centred: Matrix) -> Matrix:
        """Centred unit vectors as unit vectors of the searched space."""
        return unit(centred @ self.whitening)

    def query_mean(self, language: str) -> Vector:
        """A language without questions of its own gets the mean of the others' means."""
        if (mean := self.query_means.get(language)) is not None:
            return mean
        others: Vector = np.mean(list(self.query_means.values()), axis=0, dtype=np.float32)
        return others

    def save(self, path: Path) -> None:
        """Write as one ``.npz`` file."""
        named = {f"query_{code}": mean for code, mean in self.query_means.items()}
        named |= {f"count_{code}": np.array(count) for code, count in self.query_counts.items()}
        named |= {f"passage_{kind}": mean for kind, mean in self.passage_means.items()}
        np.savez(path, allow_pickle=False, whitening=self.whitening, **named)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what :meth:`save` wrote."""
        with np.load(path, allow_pickle=False) as data:

            def table(prefix: str) -> dict[str, Vector]:
                return {n.removeprefix(prefix): data[n] for n in data if n.startswith(prefix)}

            counts = {code: int(count) for code, count in table("count_").items()}
            return cls(table("query_"), counts, table("passage_"), data["whitening"])


def _means(vectors: Matrix, kinds: Sequence[str]) -> dict[str, Vector]:
    """Each kind's mean; one of few rows leans on the mean of its language, its label's first word.

    The mean of a single row would take the whole row away.
    """
    labels = np.asarray(kinds)
    languages = np.asarray([kind.partition(" ")[0] for kind in kinds])
    means = {}
    for kind in dict.fromkeys(kinds):
        own = vectors[labels == kind]
        language = vectors[languages == kind.partition(" ")[0]].mean(axis=0)
        means[kind] = (own.sum(axis=0) + _BELIEF * language) / (len(own) + _BELIEF)
    return means


def _rows(means: Mapping[str, Vector], kinds: Sequence[str]) -> Matrix:
    return np.stack([means[kind] for kind in kinds])


def _within_covariance(centred: Matrix, classes: Sequence[str]) -> Matrix:
    """Covariance around the classes' means, scaled to a mean variance of one.

    The identity if every class has one row, which teaches nothing.
    """
    count, dimensions = centred.shape
    labels = np.asarray(classes)
    within = centred.copy()
    for label in set(classes):
        rows = labels == label
        within[rows] -= centred[rows].mean(axis=0)
    covariance: Matrix = within.T @ within / count
    scale = np.trace(covariance) / dimensions
    return covariance / scale if scale > 0 else np.eye(dimensions, dtype=np.float32)


def _whitening(covariance: Matrix, share: float) -> Matrix:
    """Inverse square root of the covariance, of which ``share`` is replaced by the identity."""
    shrunk = (1 - share) * covariance + share * np.eye(len(covariance))
    values, directions = np.linalg.eigh(shrunk)
    whitening: Matrix = ((directions * values**-0.5) @ directions.T).astype(np.float32)
    return whitening
