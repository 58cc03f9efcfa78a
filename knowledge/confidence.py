"""One probability that the first result answers the question, the same meaning in every language.

A logistic regression on features of the search; its weights are in ``confidence.json``, learned by
``tests/bench/fit_confidence.py``. A snapshot holds a copy of its own.
"""

import json
from dataclasses import astuple, dataclass, fields
from math import exp
from pathlib import Path
from typing import Self

WEIGHTS_FILE = Path(__file__).with_name("confidence.json")


@dataclass(frozen=True, slots=True)
class Features:
    """What the search knows about its own result."""

    #: Score of the best service.
    score: float
    #: Best cosine among its passages.
    dense: float
    #: Distance of its score to the second service's.
    margin: float
    #: Best lexical share among its passages.
    lexical: float
    #: Similarity to questions that are none of the city's.
    offtopic: float
    #: log(1 + number of words) of the question.
    words: float


@dataclass(frozen=True, slots=True)
class Confidence:
    """The learned weights, and from where on an answer is given or a choice offered."""

    weights: tuple[float, ...]
    bias: float
    #: From this probability on the first service is the answer.
    answer: float
    #: From this one on the likely services are offered as a choice.
    clarify: float

    @classmethod
    def load(cls, path: Path = WEIGHTS_FILE) -> Self:
        """Read the weights."""
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            tuple(data["weights"][field.name] for field in fields(Features)),
            data["bias"],
            data["answer"],
            data["clarify"],
        )

    def json(self) -> str:
        """The weights as :meth:`load` reads them."""
        names = [field.name for field in fields(Features)]
        weights = dict(zip(names, self.weights, strict=True))
        data = {"weights": weights, "bias": self.bias}
        return json.dumps({**data, "answer": self.answer, "clarify": self.clarify}, indent=2)

    def __call__(self, features: Features) -> float:
        """Probability, 0..1."""
        pairs = zip(self.weights, astuple(features), strict=True)
        logit = self.bias + sum(weight * value for weight, value in pairs)
        return 1 / (1 + exp(-max(-30.0, min(30.0, logit))))
