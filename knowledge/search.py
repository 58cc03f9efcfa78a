"""Hybrid search: from a question to services, each with what was found of it.

The recipe is the one that measured best (docs/architecture.md): projected E5 vectors plus BM25 scaled
to the question. A service itself and each of its FAQs is a unit, which counts by the mean of its
best passages over all languages; a service counts by its best unit. Every threshold is on the
calibrated confidence, never on a raw score.
"""

from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from knowledge.confidence import Confidence, Features
from knowledge.embedding import Embedder, Vector
from knowledge.records import Passage
from knowledge.snapshot import Snapshot
from knowledge.text import stem, terms

#: Passages asked of the vector index, and passages of the lexical one, that name candidates.
_NEAREST = 60
_LEXICAL = 20
#: Candidate units that are scored in full.
_CANDIDATES = 24
#: Weight of the lexical score (0..1) beside the cosine (-1..1).
_LEXICAL_WEIGHT = 0.5
#: A unit's score is the mean over this many of its best passages.
_BEST = 8
#: More words than these say nothing more about how sure a result is.
_WORDS = 20
#: Off-topic questions whose mean similarity counts against an answer.
_OFFTOPIC_BEST = 3


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage and why it was found."""

    passage: Passage
    score: float
    #: Cosine of question and passage in the projected space.
    dense: float
    #: Share of the question's weight that the passage's words cover, 0..1.
    lexical: float


@dataclass(frozen=True, slots=True)
class ServiceHit:
    """A service by its best unit, with that unit's best passages, best first."""

    service: str
    #: Id of the FAQ that is the best unit; None if it is the service itself.
    faq: str | None
    score: float
    passages: tuple[PassageHit, ...]


@dataclass(frozen=True, slots=True)
class BlockHit:
    """A block of the best unit: how near the question is to it, over all languages."""

    part: str
    block: int
    score: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Services, best first, and the probability that the first one answers the question."""

    services: tuple[ServiceHit, ...]
    #: Blocks of the first service's best unit, best first.
    blocks: tuple[BlockHit, ...]
    #: Ids of FAQs, best first.
    faqs: tuple[str, ...]
    confidence: float
    features: Features


class Search:
    """Finds services in one snapshot; stateless and safe for many threads."""

    def __init__(self, snapshot: Snapshot, embedder: Embedder, confidence: Confidence) -> None:
        self._snapshot = snapshot
        self._embedder = embedder
        self._confidence = confidence
        self._rows = _rows_by_unit(snapshot.passages)
        self._unwhitening = np.linalg.inv(snapshot.projection.whitening)
        self._lengths = np.linalg.norm(snapshot.vectors @ self._unwhitening, axis=1)
        self._services = dict.fromkeys(service for service, _ in self._rows)
        numbers = {service: number for number, service in enumerate(self._services)}
        self._service_of = np.array([numbers[p.service] for p in snapshot.passages])

    def __call__(self, question: str, language: str) -> SearchResult:
        """Search with a cleaned question in ``language`` (ISO 639-1)."""
        return self.with_vector(question, language, self._embedder.query(question))

    def with_vector(self, question: str, language: str, vector: Vector) -> SearchResult:
        """Search with the question's own embedding, not projected yet."""
        snapshot = self._snapshot
        query = snapshot.projection.query(vector, language)
        lexical = np.minimum(snapshot.lexical.scores(terms(question, language)), 1)
        nearest, _ = snapshot.index.nearest(query, min(_NEAREST, len(snapshot.passages)))
        candidates = dict.fromkeys(
            snapshot.passages[row].unit for row in nearest + _top(lexical, _LEXICAL)
        )
        hits = [self._hit(unit, query, lexical) for unit in list(candidates)[:_CANDIDATES]]
        hits.sort(key=lambda hit: -hit.score)
        best: dict[str, ServiceHit] = {}
        for hit in hits:
            best.setdefault(hit.service, hit)
        services = tuple(best.values())
        features = self._features(services, query, len(question.split()))
        blocks = self._blocks(services[0], snapshot.projection.centred(vector, language), lexical)
        faqs = tuple(hit.faq for hit in hits if hit.faq)
        return SearchResult(services, blocks, faqs, self._confidence(features), features)

    def topic_share(self, word: str, language: str) -> float:
        """Share of the services that use a folded word: small for "dog", large for "and".

        0 for a word that no passage has.
        """
        rows = self._snapshot.lexical.documents(stem(word, language))
        return len(np.unique(self._service_of[rows])) / len(self._services)

    def _hit(
        self, unit: tuple[str, str], query: Vector, lexical: NDArray[np.float32]
    ) -> ServiceHit:
        rows = self._rows[unit]
        dense = self._snapshot.vectors[rows] @ query
        scores = dense + _LEXICAL_WEIGHT * lexical[rows]
        best = np.argsort(-scores, kind="stable")[:_BEST]
        passages = tuple(
            PassageHit(
                self._snapshot.passages[rows.start + at],
                float(scores[at]),
                float(dense[at]),
                float(lexical[rows.start + at]),
            )
            for at in best.tolist()
        )
        service, faq = unit
        return ServiceHit(service, faq or None, float(scores[best].mean()), passages)

    def _blocks(
        self, best: ServiceHit, centred: Vector, lexical: NDArray[np.float32]
    ) -> tuple[BlockHit, ...]:
        """The unit's blocks by the unwhitened cosine: whitening takes out what tells them apart."""
        rows = self._rows[best.service, best.faq or ""]
        # v = cW/|cW| for a centred passage c, so q.c = (qW').v / |vW'| with W' the inverse.
        dense = self._snapshot.vectors[rows] @ (self._unwhitening @ centred) / self._lengths[rows]
        found: dict[tuple[str, int], dict[str, float]] = {}
        words: dict[tuple[str, int], float] = {}
        for at, passage in enumerate(self._snapshot.passages[rows]):
            if passage.block is not None:
                key = passage.part, passage.block
                by_language = found.setdefault(key, {})
                nearest = max(by_language.get(passage.language, -1.0), float(dense[at]))
                by_language[passage.language] = nearest
                words[key] = max(words.get(key, 0.0), float(lexical[rows.start + at]))
        hits = (
            BlockHit(*key, sum(near.values()) / len(near) + _LEXICAL_WEIGHT * words[key])
            for key, near in found.items()
        )
        return tuple(sorted(hits, key=lambda hit: -hit.score))

    def _features(self, services: tuple[ServiceHit, ...], query: Vector, words: int) -> Features:
        best = services[0]
        offtopic = self._snapshot.offtopic @ query
        closest = np.partition(offtopic, -_OFFTOPIC_BEST)[-_OFFTOPIC_BEST:]
        return Features(
            score=best.score,
            dense=max(hit.dense for hit in best.passages),
            margin=best.score - (services[1].score if len(services) > 1 else 0.0),
            lexical=max(hit.lexical for hit in best.passages),
            offtopic=float(closest.mean()),
            words=float(np.log1p(min(words, _WORDS))),
        )


def _rows_by_unit(passages: list[Passage]) -> dict[tuple[str, str], slice]:
    """The rows of each unit; :func:`knowledge.passages.passages` puts them side by side."""
    rows, start = {}, 0
    for unit, group in groupby(passages, key=lambda passage: passage.unit):
        end = start + sum(1 for _ in group)
        rows[unit] = slice(start, end)
        start = end
    return rows


def _top(scores: NDArray[np.float32], count: int) -> list[int]:
    """Rows of the ``count`` highest scores above zero."""
    count = min(count, len(scores))
    rows = np.argpartition(-scores, count - 1)[:count] if count else np.empty(0, int)
    return [row for row in rows.tolist() if scores[row] > 0]
