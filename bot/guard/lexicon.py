"""What a question's words tell by themselves: a linear model on words, pairs and runs of letters.

An embedding is the mean of its words, so that one word of danger in a long question hardly moves
it. The parts are hashed, which takes no list of them and knows endings and typing errors.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import Matrix

#: Places that the parts are hashed to: a shape, so that each row of weights has a scale of its own.
SHAPE = (512, 256)
_RUNS = (3, 4, 5)
#: Between all alike (0) and unit length (-0.5); chosen on a blind set (docs/architecture.md).
_EXPONENT = -0.35


@dataclass(frozen=True)
class Lexicon:
    """``weights`` of the places, shape :data:`SHAPE`, and a bias."""

    weights: Matrix
    bias: float

    def __call__(self, folded: Sequence[str]) -> float:
        """Log-odds of danger of a question's folded words."""
        found = places(folded)
        if not len(found):
            return self.bias
        return float(self.weights.ravel()[found].sum() * scale(len(found)) + self.bias)


def scale(parts: int) -> float:
    """What each of so many parts counts: a long question's words count less each, and more in all."""
    return float(max(parts, 1) ** _EXPONENT)


def places(folded: Sequence[str]) -> NDArray[np.int64]:
    """The places of the parts of folded words, each once."""
    size = SHAPE[0] * SHAPE[1]
    hashed = {crc32(part.encode()) % size for part in _parts(folded)}
    return np.fromiter(sorted(hashed), np.int64, len(hashed))


def _parts(folded: Sequence[str]) -> Iterator[str]:
    yield from (f"={word}" for word in folded)
    yield from (f"{first} {second}" for first, second in pairwise(folded))
    for word in folded:
        bounded = f"<{word}>"
        for length in _RUNS:
            yield from (bounded[at : at + length] for at in range(len(bounded) - length + 1))
