"""Each language's mean question, learned on from the questions that are asked.

What to subtract from a question's vector (knowledge/projection.py) is the mean of the questions that
citizens really ask in its language. While a snapshot is built there are only the knowledge base's own
names and questions, and for a language that it lacks not even those; every question asked since then
tells more. Kept is one sum and one count a language, in memory only, so nothing of a single
question can be read from it, and a restart or a new snapshot begins anew.
"""

from threading import Lock

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import Vector
from knowledge.projection import Projection

#: A mean that was not learned from this language's own questions weighs as much as these many.
_BELIEF = 20
#: Asked questions that weigh in full; then older ones fade, and no flood moves a mean for good.
_MEMORY = 1000


class QuestionMeans:
    """Starts from a projection's means; safe for many threads."""

    def __init__(self, projection: Projection) -> None:
        self.projection = projection
        self._asked: dict[str, tuple[NDArray[np.float64], int]] = {}
        self._lock = Lock()

    def __call__(self, language: str) -> Vector:
        """The mean question of a language, shape (dimensions,)."""
        prior = self.projection.query_mean(language)
        asked = self._asked.get(language)
        if asked is None:
            return prior
        total, count = asked
        belief = max(self.projection.query_counts.get(language, 0), _BELIEF)
        mean: Vector = ((belief * prior + total) / (belief + count)).astype(np.float32)
        return mean

    def learn(self, language: str, vector: Vector, *, on_topic: bool = True) -> None:
        """Take in the raw vector of a question.

        A language with questions of its own learns only from what is about the city; one without
        knows so little yet that every question helps.
        """
        if not on_topic and self.projection.query_counts.get(language):
            return
        with self._lock:
            total, count = self._asked.get(language, (np.zeros(len(vector)), 0))
            if count >= _MEMORY:
                total, count = total / 2, count // 2
            self._asked[language] = (total + vector, count + 1)
