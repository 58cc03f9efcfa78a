"""Learns a conditional logit: which of several candidates is chosen, by their features."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.conditional_logit import Features

Array = NDArray[np.float64]

#: Of the weights' squares.
_PENALTY = 0.3
_TINY = 1e-12


@dataclass(frozen=True)
class Choices:
    """Turns with their candidates, as arrays that are filled up to the most candidates."""

    names: tuple[str, ...]
    #: Shape (turns, candidates, names).
    features: Array
    #: Shape (turns, candidates): which candidates there are, and which of them are right.
    there: NDArray[np.bool_]
    right: NDArray[np.bool_]
    #: How often a turn counts; 0 if none of its candidates is right. Shape (turns,).
    weights: Array

    @classmethod
    def of(
        cls, turns: Sequence[tuple[Sequence[Features], Sequence[bool]]], weights: Sequence[float]
    ) -> Self:
        """Of each turn, its candidates' features and whether they are right."""
        names = sorted({name for candidates, _ in turns for one in candidates for name in one})
        shape = len(turns), max(len(candidates) for candidates, _ in turns)
        features = np.zeros((*shape, len(names)))
        there, right = np.zeros(shape, bool), np.zeros(shape, bool)
        for at, (candidates, rights) in enumerate(turns):
            rows = [[one.get(name, 0.0) for name in names] for one in candidates]
            features[at, : len(rows)] = rows
            there[at, : len(rows)] = True
            right[at, : len(rows)] = rights
        used = np.array(weights) * right.any(axis=1)
        return cls(tuple(names), features, there, right, used)

    def __getitem__(self, turns: NDArray[np.bool_]) -> "Choices":
        """Some of the turns."""
        return Choices(
            self.names, self.features[turns], self.there[turns], self.right[turns], self.weights[turns]
        )  # fmt: skip

    def fit(self) -> Array:
        """Weights with the greatest penalised likelihood that one of the right candidates is chosen."""

        def loss(weights: Array) -> tuple[float, Array]:
            shares = self._shares(weights)
            right = shares * self.right
            total = right.sum(axis=1) + _TINY
            slope = (shares - right / total[:, None]) * self.weights[:, None]
            gradient = np.einsum("tcn,tc->n", self.features, slope) + 2 * _PENALTY * weights
            return float(_PENALTY * weights @ weights - self.weights @ np.log(total)), gradient

        start = np.zeros(len(self.names))
        weights: Array = minimize(loss, start, jac=True, method="L-BFGS-B").x
        return weights

    def ranks(self, weights: Array) -> NDArray[np.int64]:
        """Of each turn, how many candidates come before the first right one."""
        shares = np.where(self.there, self._shares(weights), -1.0)
        best = np.where(self.right, shares, -1.0).max(axis=1)
        ranks: NDArray[np.int64] = np.where(
            self.right.any(axis=1), (shares > best[:, None]).sum(axis=1), shares.shape[1]
        )
        return ranks

    def _shares(self, weights: Array) -> Array:
        return softmax(np.where(self.there, self.features @ weights, -np.inf))


def softmax(logits: Array) -> Array:
    """Along the last axis."""
    shares = np.exp(logits - logits.max(axis=-1, keepdims=True))
    softmax: Array = shares / shares.sum(axis=-1, keepdims=True)
    return softmax
