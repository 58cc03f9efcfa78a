"""Which service a turn of a conversation is about.

Candidates are the services that were spoken about, what the question finds by itself, what it finds after
the title of the last service, and none. What tells them apart is learned by
``tests/bench/fit_conversation.py``; the weights are in ``topic.json``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.conditional_logit import ConditionalLogit, Features
from bot.follow_up import FollowUp
from bot.understand import Understood
from knowledge.neighbours import Neighbours
from knowledge.search import Search, SearchResult

WEIGHTS_FILE = Path(__file__).with_name("topic.json")

#: Services of each search, and of those that were spoken about before the last, that may be meant.
_FOUND = 6
_EARLIER = 3
_FLOOR = 1e-3
#: Differences of scores are small beside probabilities; the regression is penalised alike for all.
_SCALE = 10.0


@dataclass(frozen=True)
class Evidence:
    """All that is known of a turn; there was a service before."""

    understood: Understood
    #: What the question finds by itself, and after the title of the last service.
    alone: SearchResult
    within: SearchResult
    follow_up: FollowUp
    search: Search
    neighbours: Neighbours

    def candidates(self) -> list[str | None]:
        """Ids of services, the last one first; None stands for no service at all."""
        spoken = self.understood.previous_services[: 1 + _EARLIER]
        found = [hit.service for result in (self.alone, self.within) for hit in result.services[:_FOUND]]  # fmt: skip
        return [*dict.fromkeys((*spoken, *found)), None]

    def features(self) -> list[Features]:
        """Of each candidate."""
        last, *earlier = self.understood.previous_services
        near = self.neighbours.nearness(last)
        return [
            self._of_none()
            if service is None
            else {
                **self._of_found(service),
                **(self._of_last() if service == last else {}),
                **(self._of_earlier() if service in earlier else {}),
                **(self._of_new(near.get(service, (0.0, 0.0))) if service not in (last, *earlier) else {}),
                **dict(self._of_behind(service, last=service == last, earlier=service in earlier)),
            }
            for service in self.candidates()
        ]  # fmt: skip

    def _of_none(self) -> Features:
        alone = self.alone
        return {
            "none": 1.0,
            "none_confidence": alone.confidence,
            "none_offtopic": _SCALE * alone.features.offtopic,
            "none_alone": _log(self.follow_up.alone),
            "none_stays": _log(self.follow_up.stays),
            "none_foreign": _log(self.follow_up.foreign),
        }

    def _of_found(self, service: str) -> Features:
        return {
            "alone_first": self.alone.confidence * (service == self.alone.services[0].service),
            "within_first": self.within.confidence * (service == self.within.services[0].service),
        }

    def _of_last(self) -> Features:
        understood = self.understood
        return {
            "last": 1.0,
            "last_stays": _log(self.follow_up.stays),
            "last_continues": float(understood.continues),
            "last_no_topic": float(not understood.topic_words),
            "last_section": float(bool(understood.sections)),
            "last_corrects": float(understood.corrects),
        }

    def _of_earlier(self) -> Features:
        return {
            "earlier": 1.0,
            "earlier_back": float(self.understood.back),
            "earlier_alone": _log(self.follow_up.alone),
        }

    def _of_new(self, nearness: tuple[float, float]) -> Features:
        names, texts = nearness
        shifts = self.follow_up.shifts
        return {
            "near_names": names,
            "near_texts": texts,
            "near_names_shifts": names * shifts,
            "near_texts_shifts": texts * shifts,
        }

    def _of_behind(self, service: str, *, last: bool, earlier: bool) -> Iterator[tuple[str, float]]:
        """How far a service is behind the best one of each search."""
        alone = _SCALE * (self._score(service, self.alone) - self.alone.services[0].score)
        within = _SCALE * (self._score(service, self.within) - self.within.services[0].score)
        yield "behind_alone", alone
        yield "behind_within", within
        if last:
            yield "last_behind_alone", alone
        else:
            yield "behind_if_alone", alone * self.follow_up.alone
            yield "behind_if_shifts", within * self.follow_up.shifts
        if earlier:
            yield "earlier_behind_alone", alone

    def _score(self, service: str, result: SearchResult) -> float:
        for hit in result.services:
            if hit.service == service:
                return hit.score
        return self.search.hit(service, self.understood.text, self.understood.question_language, result).score  # fmt: skip


@dataclass(frozen=True)
class Topic:
    """Candidates with their probabilities, the likeliest first."""

    services: tuple[str | None, ...]
    probabilities: tuple[float, ...]


class TopicChoice:
    """Chooses among the candidates; stateless."""

    def __init__(self, logit: ConditionalLogit) -> None:
        self._logit = logit

    @classmethod
    def load(cls) -> "TopicChoice":
        """The shipped weights."""
        return cls(ConditionalLogit.load(WEIGHTS_FILE))

    def __call__(self, evidence: Evidence) -> Topic:
        """Judge all candidates."""
        candidates = evidence.candidates()
        probabilities = self._logit(evidence.features())
        order = np.argsort(-probabilities, kind="stable")
        return Topic(tuple(candidates[at] for at in order), tuple(probabilities[order].tolist()))


def _log(probability: float) -> float:
    return float(np.log(probability + _FLOOR))
