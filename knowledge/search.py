"""Hybrid search: from a question to services, each with what was found of it.

The recipe is the one that measured best (docs/architecture.md): projected E5 vectors plus BM25 scaled
to the question. A service itself and each of its FAQs is a unit. On each level (names, chunks, lines)
it counts by its best passages in several languages; a service counts by its best unit. Every
threshold is on the calibrated confidence, never on a raw score.
"""

import re
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.confidence import Features
from knowledge.embedding import Embedder, Vector, unit
from knowledge.languages import ORIGINAL
from knowledge.passages import documents, units
from knowledge.question_means import QuestionMeans
from knowledge.records import Level, Passage
from knowledge.snapshot import Snapshot
from knowledge.text import fragments, stem, terms

#: Passages asked of the vector index, and units of the lexical one, that name candidates.
_NEAREST = 60
_LEXICAL = 20
#: Candidate units that are scored in full.
_CANDIDATES = 24
#: Weight of the lexical score (0..1) beside the cosine (-1..1), of a unit and of a block.
LEXICAL_WEIGHT = 0.2
_BLOCK_LEXICAL_WEIGHT = 0.5
#: Weights of the levels of which a unit has passages.
_LEVELS: dict[Level, float] = {"name": 2.0, "chunk": 1.0, "line": 0.7, "long": 0.7}
#: Names at which their level has half its weight: a title alone says less than one with five aliases.
_FEW = 6
#: Of a level counts the mean over this many languages' best passages.
_LANGUAGES = 3
#: More words than these say nothing more about how sure a result is.
_WORDS = 20
#: Off-topic questions whose mean similarity counts against an answer.
_OFFTOPIC_BEST = 3


@dataclass(frozen=True, slots=True)
class ServiceHit:
    """A service by its best unit, and why that was found."""

    service: str
    #: Id of the FAQ that is the best unit; None if it is the service itself.
    faq: str | None
    score: float
    #: Cosine of the question and the unit's best passage in the searched space.
    dense: float
    #: Share of the question's weight that the unit's words cover, 0..1.
    lexical: float


@dataclass(frozen=True, slots=True)
class BlockHit:
    """A block of the best unit: how near the question is to it, over all languages."""

    part: str
    block: int
    score: float


@dataclass(frozen=True, slots=True)
class LevelScore:
    """What one level of a unit's passages adds to its score."""

    level: Level
    #: The level's share of the dense score; the shares of a unit's levels add up to one.
    share: float
    #: Mean cosine of the best languages, each by its best passage.
    cosine: float
    #: Those passages, the nearest first: cosine in the searched space, and before whitening.
    nearest: tuple[tuple[Passage, float, float], ...]


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
    #: The searched vector as the model gives it, and without its language's mean.
    vector: Vector
    centred: Vector


@dataclass(frozen=True, slots=True)
class _Unit:
    """Where a unit's passages stand: by level, within it by language."""

    name: tuple[str, str]
    rows: slice
    #: Within the rows, the first of each level and language.
    starts: NDArray[np.int64]
    #: Which of the starts belong to a level, and the level's share of the score.
    levels: tuple[tuple[slice, float], ...]

    @classmethod
    def of(cls, passages: list[Passage], rows: range) -> Self:
        """Read it off the passages, which are sorted."""
        own = passages[rows.start : rows.stop]
        kinds = [(passage.level, passage.language) for passage in own]
        starts = [at for at in range(len(kinds)) if at == 0 or kinds[at] != kinds[at - 1]]
        levels = [kinds[at][0] for at in starts]
        weights, slices = {}, []
        for level in dict.fromkeys(levels):
            first, count = levels.index(level), levels.count(level)
            slices.append(slice(first, first + count))
            each = sum(kind[0] == level for kind in kinds) / count
            weights[level] = _LEVELS[level] * (each / (each + _FEW) if level == "name" else 1.0)
        # A paragraph that is long in one translation says nothing about questions in the others.
        most = max(levels.count(level) for level in weights)
        weights = {level: weight * levels.count(level) / most for level, weight in weights.items()}
        total = sum(weights.values())
        shares = (weight / total for weight in weights.values())
        return cls(
            own[0].unit, slice(rows.start, rows.stop), np.array(starts), tuple(zip(slices, shares, strict=True))
        )  # fmt: skip


class Search:
    """Finds services in one snapshot; stateless and safe for many threads."""

    def __init__(self, snapshot: Snapshot, embedder: Embedder) -> None:
        self._snapshot = snapshot
        self._embedder = embedder
        self._confidence = snapshot.confidence
        self._means = QuestionMeans(snapshot.projection)
        self._units = [
            _Unit.of(snapshot.passages, rows) for rows in units(snapshot.passages).values()
        ]
        self._unit_of = {unit.name: number for number, unit in enumerate(self._units)}
        names = [unit for unit, _, _ in documents(snapshot.passages)]
        self._documents = np.flatnonzero(
            [at == 0 or names[at - 1] != name for at, name in enumerate(names)]
        )
        self._unwhitening = np.linalg.inv(snapshot.projection.whitening)
        self._lengths = np.linalg.norm(snapshot.vectors @ self._unwhitening, axis=1)
        self._services = dict.fromkeys(unit.name[0] for unit in self._units)
        numbers = {service: number for number, service in enumerate(self._services)}
        self._service_of = np.array([numbers[p.service] for p in snapshot.passages])

    def __call__(self, question: str, language: str) -> SearchResult:
        """Search with a cleaned question in ``language`` (ISO 639-1)."""
        return self.with_vector(question, language, self.embed(question))

    def embed(self, question: str) -> Vector:
        """A cleaned question's own embedding, not projected yet."""
        return self._embedder.query(question)

    def following(
        self, question: str, language: str, alone: SearchResult, context: str, weight: float
    ) -> SearchResult:
        """Search with a question, already searched ``alone``, that may go back to ``context``, the title of what was spoken about.

        The question alone is one reading, the question after the title another. The searched
        vector lies between them; ``weight`` is the second one's.
        """
        within = self._embedder.query(f"{context}: {question}")
        vector = unit(alone.vector + weight * within)
        return self.with_vector(question, language, vector, learn=False)

    def with_vector(
        self, question: str, language: str, vector: Vector, *, learn: bool = True
    ) -> SearchResult:
        """Search with the question's own embedding, not projected yet.

        ``learn``: it is a citizen's question, of which the language's mean is learned.
        """
        snapshot = self._snapshot
        centred = unit(vector - self._means(language))
        query = snapshot.projection.whitened(centred)
        lexical = self._lexical(question, language)
        nearest, _ = snapshot.index.nearest(query, min(_NEAREST, len(snapshot.passages)))
        candidates = dict.fromkeys(
            [self._unit_of[snapshot.passages[row].unit] for row in nearest]
            + _top(lexical, _LEXICAL)
        )
        hits = [self._hit(at, query, float(lexical[at])) for at in list(candidates)[:_CANDIDATES]]
        hits.sort(key=lambda hit: -hit.score)
        best: dict[str, ServiceHit] = {}
        for hit in hits:
            best.setdefault(hit.service, hit)
        services = tuple(best.values())
        features = self._features(services, query, len(question.split()))
        confidence = self._confidence(features)
        if learn:
            on_topic = confidence >= self._confidence.clarify
            self._means.learn(language, vector, on_topic=on_topic)
        blocks = self._blocks(services[0], question, language, centred)
        faqs = tuple(hit.faq for hit in hits if hit.faq)
        return SearchResult(services, blocks, faqs, confidence, features, vector, centred)

    def hit(self, service: str, question: str, language: str, found: SearchResult) -> ServiceHit:
        """How well a service fits a question that was searched already, however far down it is."""
        query = self._snapshot.projection.whitened(found.centred)
        lexical = self._lexical(question, language)
        own = (at for at, unit in enumerate(self._units) if unit.name[0] == service)
        hits = (self._hit(at, query, float(lexical[at])) for at in own)
        return max(hits, key=lambda hit: hit.score)

    def blocks(
        self, of: ServiceHit, question: str, language: str, found: SearchResult
    ) -> tuple[BlockHit, ...]:
        """The blocks of a service or FAQ, nearest first to a question that was searched already."""
        return self._blocks(of, question, language, found.centred)

    def levels(self, of: ServiceHit, found: SearchResult) -> tuple[LevelScore, ...]:
        """Why a hit has its score: its levels, whose shares times cosines add up to the dense part.

        What is left of the score is the lexical share times :data:`LEXICAL_WEIGHT`.
        """
        snapshot = self._snapshot
        query = snapshot.projection.whitened(found.centred)
        found_unit = self._units[self._unit_of[of.service, of.faq or ""]]
        first = found_unit.rows.start
        dense = snapshot.vectors[found_unit.rows] @ query
        plain = (
            snapshot.vectors[found_unit.rows] @ (self._unwhitening @ found.centred)
        ) / self._lengths[found_unit.rows]
        ends = [*found_unit.starts[1:].tolist(), len(dense)]
        scores = []
        for bests, share in found_unit.levels:
            spans = zip(found_unit.starts[bests].tolist(), ends[bests], strict=True)
            rows = [start + int(dense[start:end].argmax()) for start, end in spans]
            rows = sorted(rows, key=lambda row: -dense[row])[:_LANGUAGES]
            nearest = tuple(
                (snapshot.passages[first + row], float(dense[row]), float(plain[row]))
                for row in rows
            )
            cosine = sum(one for _, one, _ in nearest) / len(nearest)
            scores.append(LevelScore(nearest[0][0].level, share, cosine, nearest))
        return tuple(scores)

    def title(self, service: str, language: str) -> str:
        """A service's title in a language, else in German, without what is in brackets."""
        texts = self._snapshot.knowledge.services[service].texts
        return re.sub(r"\s*\([^)]*\)", "", texts.get(language, texts[ORIGINAL]).title)

    def topic_share(self, word: str, language: str) -> float:
        """Share of the services that use a folded word: small for "dog", large for "and".

        0 for a word that no passage has.
        """
        rows = self._snapshot.lexical.documents(stem(word, language))
        return len(np.unique(self._service_of[rows])) / len(self._services)

    def _lexical(self, question: str, language: str) -> NDArray[np.float32]:
        """Of each unit, the share of the question's weight that its words cover, 0..1."""
        words = self._snapshot.documents.scores(fragments(question, language))
        share: NDArray[np.float32] = np.minimum(np.maximum.reduceat(words, self._documents), 1)
        return share

    def _hit(self, number: int, query: Vector, lexical: float) -> ServiceHit:
        found = self._units[number]
        dense = self._snapshot.vectors[found.rows] @ query
        best = np.maximum.reduceat(dense, found.starts)
        score = 0.0
        for bests, weight in found.levels:
            nearest = np.sort(best[bests])[-_LANGUAGES:]
            score += weight * float(nearest.mean())
        service, faq = found.name
        score += LEXICAL_WEIGHT * lexical
        return ServiceHit(service, faq or None, score, float(dense.max()), lexical)

    def _blocks(
        self, best: ServiceHit, question: str, language: str, centred: Vector
    ) -> tuple[BlockHit, ...]:
        """The unit's blocks by the unwhitened cosine: whitening takes out what tells them apart."""
        rows = self._units[self._unit_of[best.service, best.faq or ""]].rows
        lexical = np.minimum(self._snapshot.lexical.scores(terms(question, language)), 1)
        # v = cW/|cW| for a centred passage c, so q.c = (qW').v / |vW'| with W' the inverse.
        dense = self._snapshot.vectors[rows] @ (self._unwhitening @ centred) / self._lengths[rows]
        found: dict[tuple[str, int], dict[str, float]] = {}
        words: dict[tuple[str, int], float] = {}
        for at, passage in enumerate(self._snapshot.passages[rows]):
            if passage.block is not None and passage.level != "long":
                key = passage.part, passage.block
                by_language = found.setdefault(key, {})
                nearest = max(by_language.get(passage.language, -1.0), float(dense[at]))
                by_language[passage.language] = nearest
                words[key] = max(words.get(key, 0.0), float(lexical[rows.start + at]))
        hits = (
            BlockHit(*key, sum(near.values()) / len(near) + _BLOCK_LEXICAL_WEIGHT * words[key])
            for key, near in found.items()
        )
        return tuple(sorted(hits, key=lambda hit: -hit.score))

    def _features(self, services: tuple[ServiceHit, ...], query: Vector, words: int) -> Features:
        best = services[0]
        offtopic = self._snapshot.offtopic @ query
        closest = np.partition(offtopic, -_OFFTOPIC_BEST)[-_OFFTOPIC_BEST:]
        return Features(
            score=best.score,
            dense=best.dense,
            margin=best.score - (services[1].score if len(services) > 1 else 0.0),
            lexical=best.lexical,
            offtopic=float(closest.mean()),
            words=float(np.log1p(min(words, _WORDS))),
        )


def _top(scores: NDArray[np.float32], count: int) -> list[int]:
    """Rows of the ``count`` highest scores above zero."""
    count = min(count, len(scores))
    rows = np.argpartition(-scores, count - 1)[:count] if count else np.empty(0, int)
    return [row for row in rows.tolist() if scores[row] > 0]
