"""Danger and despair: told by what a question means, with the help of words that give it away.

A support vector machine with a Gaussian kernel on the question's embedding, the one that the search
uses anyway, and a linear model on its words. ``tests/bench/fit_guard.py`` learns both from the
examples in this folder.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Literal, Self, get_args

import numpy as np
from numpy.typing import NDArray

from bot.guard.lexicon import Lexicon
from knowledge.cues import Cues
from knowledge.embedding import Matrix, Vector, unit

Danger = Literal["emergency", "poison", "doctor", "despair", "violence", "threat", "child"]
DANGERS: tuple[Danger, ...] = get_args(Danger)
#: Likely: help comes first. Sure: nothing but help may be called for.
Certainty = Literal["possible", "likely", "sure"]

WEIGHTS_FILE = Path(__file__).with_name("danger.npz")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What kind of danger a question tells."""

    kind: Danger
    certainty: Certainty


@dataclass(frozen=True)
class Classifier:
    """The learned machine: from a question's vector and words to a score and the likeliest kind.

    ``n`` support vectors of ``d`` directions, of ``dimensions`` that the model has.
    """

    #: Fingerprint of the model whose vectors it reads.
    fingerprint: str
    #: Languages, and the mean ordinary question of each, shape (languages, dimensions).
    languages: tuple[str, ...]
    means: Matrix
    #: Principal directions of the centred examples, shape (d, dimensions), and their mean there.
    directions: Matrix
    origin: Vector
    #: Support vectors, shape (n, d), each one's weight, and the bias.
    support: Matrix
    weights: Vector
    bias: float
    gamma: float
    #: Linear weights of the kinds, shape (kinds, d), and their biases.
    kinds: Matrix
    kind_biases: Vector
    #: Weights of the words' parts, see :class:`Lexicon`, and their bias.
    lexicon: Matrix
    lexicon_bias: float
    #: What the words count beside the machine's score, and what a cue adds.
    lexicon_share: float
    cue_bonus: float
    #: From which score on danger is sure, likely and possible.
    sure: float
    likely: float
    possible: float

    def project(self, vectors: Matrix, languages: Sequence[str]) -> Matrix:
        """Raw question vectors, shape (m, dimensions), in the machine's own space, (m, d)."""
        centred = unit(vectors - np.stack([self._mean(code) for code in languages]))
        projected: Matrix = ((centred - self.origin) @ self.directions.T).astype(np.float32)
        return projected

    def score(self, projected: Vector, folded: Sequence[str], *, cue: bool) -> float:
        """How likely one question tells danger: of its projected vector, shape (d,), and its words."""
        meaning = float(self.scores(projected[None])[0])
        return meaning + self.lexicon_share * self.words(folded) + self.cue_bonus * cue

    @cached_property
    def words(self) -> Lexicon:
        """The model on words."""
        return Lexicon(self.lexicon, self.lexicon_bias)

    def scores(self, projected: Matrix) -> Vector:
        """The machine's own: above zero, rather danger than not; shape (m,)."""
        distances = (
            (projected**2).sum(axis=1)[:, None]
            + self._support_lengths
            - 2 * projected @ self.support.T
        )
        scores: Vector = np.exp(-self.gamma * distances) @ self.weights + self.bias
        return scores

    def kind(self, projected: Vector) -> Danger:
        """The likeliest kind of danger of one projected question, shape (d,)."""
        return DANGERS[int(np.argmax(self.kinds @ projected + self.kind_biases))]

    @cached_property
    def _support_lengths(self) -> Vector:
        lengths: Vector = (self.support**2).sum(axis=1)
        return lengths

    def _mean(self, language: str) -> Vector:
        if language in self.languages:
            mean: Vector = self.means[self.languages.index(language)]
        else:
            mean = self.means.mean(axis=0)
        return mean

    def save(self, path: Path) -> None:
        """Write as ``.npz``, matrices in eight bits with one scale a row."""
        stored: dict[str, NDArray[np.generic]] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray) and value.ndim == _MATRIX:
                largest = np.abs(value).max(axis=1, keepdims=True)
                scale = np.where(largest > 0, largest, 1) / 127
                stored[field.name] = np.rint(value / scale).astype(np.int8)
                stored[f"{field.name}_scale"] = scale.astype(np.float32)
            elif isinstance(value, np.ndarray):
                stored[field.name] = value.astype(np.float32)
            else:
                stored[field.name] = np.array(value)
        np.savez_compressed(path, allow_pickle=False, **stored)

    @classmethod
    def load(cls, path: Path = WEIGHTS_FILE) -> Self:
        """Read what :meth:`save` wrote."""
        with np.load(path, allow_pickle=False) as data:
            read = {
                field.name: data[field.name] * data[f"{field.name}_scale"]
                if f"{field.name}_scale" in data
                else data[field.name]
                for field in fields(cls)
            }
        for field in fields(cls):
            if field.type is float:
                read[field.name] = float(read[field.name])
        read["fingerprint"] = str(read["fingerprint"])
        read["languages"] = tuple(map(str, read["languages"]))
        return cls(**read)


_MATRIX = 2


class DangerDetector:
    """Tells whether somebody is in danger, and of which kind."""

    def __init__(self, classifier: Classifier | None, cues: Mapping[str, Cues]) -> None:
        """``cues`` by language. Without a classifier a cue alone decides."""
        self._classifier = classifier
        self._cues = cues

    def cue(self, words: Sequence[str], languages: Sequence[str]) -> Danger | None:
        """The kind that the folded words name in one of the languages."""
        for code in languages:
            if code in self._cues and (kind := self._cues[code].best(words)):
                return kind  # type: ignore[return-value]  # the file's keys are kinds
        return None

    def __call__(
        self, words: Sequence[str], languages: Sequence[str], vector: Vector
    ) -> Suspicion | None:
        """The kind of danger and how likely it is, None if there is none.

        ``words``: folded. ``languages``: the question's own one first. ``vector``: the question's
        raw embedding.
        """
        cue = self.cue(words, languages)
        if self._classifier is None:
            return Suspicion(cue, "sure") if cue else None
        projected = self._classifier.project(vector[None], languages[:1])[0]
        score = self._classifier.score(projected, words, cue=cue is not None)
        if score < self._classifier.possible:
            return None
        if score < self._classifier.likely:
            certainty: Certainty = "possible"
        else:
            certainty = "sure" if cue or score >= self._classifier.sure else "likely"
        return Suspicion(cue or self._classifier.kind(projected), certainty)
