"""Chooses the lines of a page that answer a question, or none.

The weights in ``line_selector.npz`` are learned by ``tests/bench/fit_selector.py`` from OMoS-QA
(``line_selector.md`` has the licence and what was taken). docs/architecture.md has the figures.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import Embedder, Matrix, Vector
from knowledge.errors import ModelError
from knowledge.line_features import AskedQuestion, LineMeans, LinePage, line_features
from knowledge.line_network import LineNetwork, LineScores

WEIGHTS_FILE = Path(__file__).with_name("line_selector.npz")

#: Lines of an answer that may stand elsewhere: of a page on which every line is unlikely, fewer are chosen.
_DOUBT = 1.0


@dataclass(frozen=True)
class Decision:
    """From scores to lines, the same in every language."""

    #: How much a chosen line's being right counts against the answer's being complete.
    precision: float
    #: Below this probability of an answer no line is chosen.
    answerable: float

    def __call__(self, scores: LineScores) -> list[int]:
        """The chosen lines in their order, perhaps none."""
        return self.choose(scores.lines) if scores.answerable >= self.answerable else []

    def choose(self, probabilities: NDArray[np.float64]) -> list[int]:
        """The ``k`` likeliest lines with the most expected ``precision`` * precision + recall.

        With probabilities p the expected hits are their sum over the chosen lines, so precision is about
        hits / k and recall hits / (the sum over all lines).
        """
        best_first = np.argsort(-probabilities, kind="stable")
        hits = np.cumsum(probabilities[best_first])
        count = np.arange(1, len(hits) + 1)
        gain = self.precision * hits / count + hits / (hits[-1] + _DOUBT)
        return sorted(best_first[: int(gain.argmax()) + 1].tolist())


@dataclass(frozen=True)
class Selection:
    """What was chosen."""

    #: Indices of lines, ascending; none if the page does not answer.
    lines: tuple[int, ...]
    #: Of each of the page's lines, the probability that it belongs to the answer.
    probabilities: tuple[float, ...]
    #: Probability that the page answers the question.
    answerable: float


@dataclass(frozen=True)
class LineSelector:
    """The learned selector; stateless and safe for many threads.

    ``means`` are of German municipal pages. For lines in another language put their own
    means there with :func:`dataclasses.replace`.
    """

    network: LineNetwork
    means: LineMeans
    aspects: Mapping[str, Vector]
    decision: Decision

    @classmethod
    def load(cls, path: Path = WEIGHTS_FILE) -> Self:
        """Read the weights."""
        with np.load(path, allow_pickle=False) as data:
            arrays = {name: data[name].astype(np.float32) for name in data}
        return cls(
            LineNetwork.of(arrays),
            LineMeans(**{field.name: arrays[f"mean_{field.name}"] for field in fields(LineMeans)}),
            {
                name.removeprefix("aspect_"): vector
                for name, vector in arrays.items()
                if name.startswith("aspect_")
            },
            Decision(*arrays["decision"].tolist()),
        )

    def check(self, embedder: Embedder) -> None:
        """See that the vectors are such as the weights were learned with.

        Raises:
            ModelError: they have another number of dimensions, so it is another model.
        """
        if embedder.dimensions != len(self.means.line):
            raise ModelError(
                "The line selector's weights were learned with Hanni's own embedding model.",
                "Unset HANNI_MODEL, or learn them anew: see tests/bench/fit_selector.py.",
            )

    def choose(self, page: LinePage, question: AskedQuestion) -> Selection:
        """Choose lines of one page; none of one that has none."""
        if not page.layout.lines:
            return Selection((), (), 0.0)
        scores = self.score(page, question)
        chosen = self.decision(scores)
        return Selection(tuple(chosen), tuple(scores.lines.tolist()), scores.answerable)

    def score(self, page: LinePage, question: AskedQuestion) -> LineScores:
        """Probabilities without a decision."""
        return self.network(self.features(page, question))

    def features(self, page: LinePage, question: AskedQuestion) -> Matrix:
        """As the network reads them, shape (lines, features)."""
        return stacked(line_features(page, question, self.means, self.aspects).values())


def stacked(features: Iterable[NDArray[np.float64]]) -> Matrix:
    """Features side by side, shape (lines, features)."""
    rows: Matrix = np.stack(list(features), axis=1).astype(np.float32)
    return rows
