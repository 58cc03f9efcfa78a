"""A small recurrent network over a page's lines, run with numpy.

Features -> ReLU layer -> a gated recurrent unit (Cho et al. 2014, https://arxiv.org/abs/1406.1078, in the
variant of PyTorch) from the first line to the last and one back -> of each line, a probability and a share of
the answer; of the page, pooled by mean and maximum, the probability that it answers at all. Several networks,
trained alike from different random numbers, are run side by side and their probabilities averaged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import Matrix

#: Features are clipped to this many standard deviations.
CLIP = 4.0


@dataclass(frozen=True)
class LineScores:
    """What the networks say about a page's lines."""

    #: Probability that a line belongs to the answer, shape (lines,).
    lines: NDArray[np.float64]
    #: Part of the answer that a line is expected to be: 1 if it is all of it, shape (lines,).
    shares: NDArray[np.float64]
    #: Probability that the page answers.
    answerable: float


@dataclass(frozen=True)
class LineNetwork:
    """Weights of several networks, stacked along the first axis ``m``.

    ``h`` is the width of the first layer, ``g`` of a recurrent direction; directions are forward, backward.
    """

    #: Of the features, shape (features,).
    mean: Matrix
    scale: Matrix
    #: Shapes (m, h, features), (m, h).
    input_weight: Matrix
    input_bias: Matrix
    #: Shapes (m, 2, 3g, h), (m, 2, 3g, g), (m, 2, 3g), (m, 2, 3g); gates: reset, update, new.
    gru_input_weight: Matrix
    gru_state_weight: Matrix
    gru_input_bias: Matrix
    gru_state_bias: Matrix
    #: Shapes (m, 2, h + 2g), (m, 2): a line's probability and share.
    line_weight: Matrix
    line_bias: Matrix
    #: Shapes (m, 2(h + 2g)), (m,).
    page_weight: Matrix
    page_bias: Matrix

    @classmethod
    def of(cls, arrays: Mapping[str, Matrix]) -> Self:
        """From arrays by the fields' names, in any precision."""
        names = cls.__dataclass_fields__
        return cls(**{name: np.asarray(arrays[name], np.float32) for name in names})

    def __call__(self, features: Matrix) -> LineScores:
        """Score a page's lines; ``features`` has shape (lines, features)."""
        rows = np.clip((features - self.mean) / self.scale, -CLIP, CLIP)
        hidden = rows @ self.input_weight.swapaxes(1, 2) + self.input_bias[:, None]
        hidden = np.maximum(hidden, 0)
        both = np.concatenate([hidden, self._recurrent(hidden)], axis=2)
        logits = both @ self.line_weight.swapaxes(1, 2) + self.line_bias[:, None]
        pooled = np.concatenate([both.mean(axis=1), both.max(axis=1)], axis=1)
        page = (pooled * self.page_weight).sum(axis=1) + self.page_bias
        line, share = _sigmoid(logits).mean(axis=0).T.astype(float)
        return LineScores(line, share, float(_sigmoid(page).mean()))

    def _recurrent(self, hidden: Matrix) -> Matrix:
        """Both directions' states, shape (m, lines, 2g); ``hidden`` has shape (m, lines, h)."""
        models, count, _ = hidden.shape
        width = self.gru_state_weight.shape[-1]
        inputs = np.stack([hidden, hidden[:, ::-1]], axis=1)
        given = inputs @ self.gru_input_weight.swapaxes(2, 3) + self.gru_input_bias[:, :, None]
        state = np.zeros((models, 2, width), np.float32)
        states = np.empty((models, 2, count, width), np.float32)
        for at in range(count):
            kept = (self.gru_state_weight @ state[..., None])[..., 0] + self.gru_state_bias
            now = given[:, :, at]
            gates = _sigmoid(now[..., : 2 * width] + kept[..., : 2 * width])
            reset, update = gates[..., :width], gates[..., width:]
            new = np.tanh(now[..., 2 * width :] + reset * kept[..., 2 * width :])
            state = (1 - update) * new + update * state
            states[:, :, at] = state
        return np.concatenate([states[:, 0], states[:, 1, ::-1]], axis=2)


def _sigmoid(values: Matrix) -> Matrix:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))), np.float32)
