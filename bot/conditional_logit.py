"""Which of several candidates is meant: a conditional (multinomial) logit over their features."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

#: A candidate's features by name; one that is missing is 0.
Features = Mapping[str, float]


@dataclass(frozen=True)
class ConditionalLogit:
    """P(candidate) is proportional to exp(weights · features)."""

    weights: Mapping[str, float]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the weights that a script in tests/bench has learned."""
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def __call__(self, candidates: Sequence[Features]) -> NDArray[np.float64]:
        """Probabilities that sum to one, in the candidates' order; an unknown feature is a KeyError."""
        logits = np.array(
            [sum(self.weights[name] * value for name, value in one.items()) for one in candidates]
        )
        shares = np.exp(logits - logits.max())
        probabilities: NDArray[np.float64] = shares / shares.sum()
        return probabilities
