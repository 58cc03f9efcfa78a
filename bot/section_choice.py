"""Which section of a service a turn asks for.

A multinomial logistic regression on the question's embedding, beside how near each section's text is, cue
words, and what was asked for last; learned by ``tests/bench/fit_conversation.py`` in ten languages. The
weights are in ``section_choice.json``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bot.conditional_logit import ConditionalLogit, Features
from bot.understand import Understood
from knowledge.embedding import Vector
from knowledge.records import SECTION_NAMES, SectionName
from knowledge.search import BlockHit

WEIGHTS_FILE = Path(__file__).with_name("section_choice.json")

#: Log-probabilities of the embedding alone are not below this.
_FLOOR = -8.0
#: Differences of cosines are small beside log-probabilities; the regression is penalised alike for all.
_SCALE = 10.0


@dataclass(frozen=True)
class Asked:
    """What tells a section from the others."""

    understood: Understood
    #: The question's vector without its language's mean.
    centred: Vector
    #: Blocks of the service, nearest first.
    blocks: Sequence[BlockHit]

    def nearest(self) -> dict[SectionName, float]:
        """The sections that the service has, each with its nearest block's score."""
        best: dict[SectionName, float] = {}
        for hit in self.blocks:
            if name := section_of(hit.part):
                best.setdefault(name, hit.score)
        return best

    def features(self, likely: Mapping[SectionName, float]) -> list[Features]:
        """Of each section of :meth:`nearest`; ``likely``: log-probabilities by the embedding alone."""
        nearest = self.nearest()
        top = max(nearest.values(), default=0.0)
        cues = self.understood.sections
        return [
            {
                "embedding": likely[name],
                "behind": _SCALE * (score - top),
                "nearest": _SCALE * score,
                "cue": float(name in cues),
                "first_cue": float(name == next(iter(cues), None)),
                "asked_before": float(name in self.understood.previous_sections),
                name: 1.0,
            }
            for name, score in nearest.items()
        ]


@dataclass(frozen=True)
class EmbeddingSections:
    """The sections by the question's embedding alone: weights, shape (dimensions, 10), and biases."""

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]

    def __call__(self, centred: Vector) -> dict[SectionName, float]:
        """Log-probabilities."""
        logits = centred @ self.weights + self.bias
        logits = logits - logits.max()
        logs = np.maximum(logits - np.log(np.exp(logits).sum()), _FLOOR)
        return dict(zip(SECTION_NAMES, logs.tolist(), strict=True))


@dataclass(frozen=True)
class SectionChoice:
    """Chooses among a service's sections; stateless."""

    by_embedding: EmbeddingSections
    logit: ConditionalLogit

    @classmethod
    def load(cls, path: Path = WEIGHTS_FILE) -> Self:
        """Read the weights."""
        data = json.loads(path.read_text(encoding="utf-8"))
        by_embedding = EmbeddingSections(np.array(data["weights"]), np.array(data["bias"]))
        return cls(by_embedding, ConditionalLogit(data["logit"]))

    def __call__(self, asked: Asked) -> list[tuple[SectionName, float]]:
        """Sections with their probabilities, the likeliest first; none if the service has none."""
        names = list(asked.nearest())
        if not names:
            return []
        features = asked.features(self.by_embedding(asked.centred))
        probabilities = self.logit(features).tolist()
        return sorted(zip(names, probabilities, strict=True), key=lambda pair: -pair[1])


def section_of(part: str) -> SectionName | None:
    """The section that a passage's part names, if it is one."""
    return next((name for name in SECTION_NAMES if part == f"section:{name}"), None)
