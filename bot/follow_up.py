"""Whether a question goes back to what was spoken about before, stands alone, or is none of the city's.

A multinomial logistic regression on the question's embedding and on how well it does by itself. Its
weights are in ``follow_up.json``, learned by ``tests/bench/fit_conversation.py`` from follow-ups, from
questions that stand alone and from asides that are nobody's business, in ten languages.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bot.understand import Understood
from knowledge.embedding import Vector
from knowledge.search import Search, SearchResult, ServiceHit

WEIGHTS_FILE = Path(__file__).with_name("follow_up.json")

#: How much the title of what was spoken about weighs beside the question.
CONTEXT = 2.0

#: A question that goes back is rarely longer.
LONGEST = 14

#: How many features there are beside the embedding.
TOLD = 14

_TOPIC_WORDS = 6
_SCALE = 20


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Probabilities that sum to one."""

    #: Asks something else about the same service ("and what does it cost?").
    stays: float
    #: Leads to a neighbouring service that it does not name ("and for my child?").
    shifts: float
    #: Is a new question.
    alone: float
    #: Is none of the city's business, however near the topic ("which dog food is best?").
    foreign: float = 0.0

    @property
    def goes_back(self) -> float:
        """Probability that it cannot be understood without what was said before."""
        return self.stays + self.shifts


@dataclass(frozen=True, slots=True)
class Previous:
    """How well the service that was spoken about fits the question alone."""

    score: float
    #: Score of its nearest block.
    block: float

    @classmethod
    def of(cls, service: str, understood: Understood, alone: SearchResult, search: Search) -> Self:
        """Look at a service, however far down in the result it is."""
        question = understood.text, understood.question_language
        hit = search.hit(service, *question, alone)
        own = ServiceHit(service, None, 0.0, 0.0, 0.0)
        blocks = search.blocks(own, *question, alone)
        return cls(hit.score, blocks[0].score if blocks else 0.0)


def features(
    understood: Understood, alone: SearchResult, previous: Previous
) -> NDArray[np.float64]:
    """What is known of a question by itself, shape (dimensions + TOLD,)."""
    found = alone.features
    best = alone.blocks[0].score if alone.blocks else 0.0
    told = (
        np.log1p(len(understood.words)),
        min(len(understood.topic_words), _TOPIC_WORDS),
        not understood.topic_words,
        bool(understood.sections),
        understood.continues,
        alone.confidence,
        found.offtopic, found.margin, found.score, found.dense,
        found.score - previous.score, previous.score, best - previous.block, previous.block,
    )  # fmt: skip
    # Components of a unit vector are small; the regression is penalised alike for all.
    vector: Vector = alone.centred * _SCALE
    return np.concatenate([vector, np.array(told, np.float64)])


@dataclass(frozen=True)
class FollowUpClassifier:
    """The learned weights, shape (features, 4), and biases, shape (4,); columns as in FollowUp."""

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]

    @classmethod
    def load(cls, path: Path = WEIGHTS_FILE) -> Self:
        """Read the weights."""
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(np.array(data["weights"]), np.array(data["bias"]))

    def json(self) -> str:
        """The weights as :meth:`load` reads them."""
        rows = ",\n".join(json.dumps(row) for row in self.weights.round(5).tolist())
        return f'{{"bias": {json.dumps(self.bias.round(5).tolist())}, "weights": [\n{rows}\n]}}\n'

    def __call__(self, understood: Understood, alone: SearchResult, previous: Previous) -> FollowUp:
        """Judge a question by its search ``alone``, that is, without any context."""
        if len(understood.words) > LONGEST:
            return FollowUp(0.0, 0.0, 1.0)
        logits = features(understood, alone, previous) @ self.weights + self.bias
        shares = np.exp(logits - logits.max())
        return FollowUp(*(shares / shares.sum()).tolist())
