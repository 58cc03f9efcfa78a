"""Whether a fact is said of what it is true of: the fee of the child's passport of the child's passport.

A fact is tied to the places of the passages where it stands. Without the fact itself, the clause that
says it must be about as near to one of them as to every *rival*: a place with another fact of the same
kind. Nearness is the weighted share of the words that both have and the facts that agree
(docs/architecture.md has the figures).
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.verify.context import KINDS, Context
from bot.verify.evidence import Evidence
from bot.verify.facts import ONE, Fact, opposed, supports
from bot.verify.places import Place, places_of, sides, terms
from knowledge.embedding import Matrix

#: Kinds that tell little of a place: many lines are about what is paid a month.
_COUNTS = {"per": 0.4, ONE: 0.0}


@dataclass(frozen=True)
class Weights:
    """How much each sign of nearness counts, and how much nearer a rival must be."""

    #: The share of the clause's words that the place has.
    words: float = 1.0
    #: The share of the place's words that the clause has.
    cover: float = 0.6
    #: For each other fact of the clause that stands in the place too, or is contradicted there.
    agree: float = 1.5
    conflict: float = -1.0
    #: Rare words that every clause and every place is thought to have besides, so that one shared word
    #: of a few does not decide alone.
    floor: float = 12.0
    place_floor: float = 2.0
    margin: float = 0.14

    @property
    def vector(self) -> Matrix:
        """The weights in the order of :meth:`Attribution.features`."""
        signs = [self.words, self.cover, self.agree, self.conflict]
        return np.array(signs, np.float32)


class Attribution:
    """Ties facts to places."""

    def __init__(self, weights: Weights | None = None) -> None:
        self._weights = weights or Weights()

    def is_misplaced(
        self, fact: Fact, sentence: str, language: str, facts: Sequence[Fact], evidence: Evidence
    ) -> bool:
        """Whether a rival fits the sentence clearly better than every place of the fact.

        ``fact`` is one of ``facts``, or a reading of one.
        """
        if fact.kind not in KINDS:
            return False
        places = places_of(fact, evidence)
        if fact.noun and any(place.counts(fact.noun) for place in places):
            # "Four letters": what the passages say of letters decides alone.
            return not any(place.counts(fact.noun, fact.value) for place in places)
        own, rivals = sides(fact, facts, places, language)
        if not own or not rivals:
            return False
        rivals = _beside(own, rivals, facts)
        if not rivals:
            return False
        contexts = [Context.of(fact, sentence, language, facts)]
        contexts += Context.near(fact, sentence, language, facts)
        return all(self._is_nearer(context, own, rivals, evidence) for context in contexts)

    def _is_nearer(
        self, context: Context, own: Sequence[Place], rivals: Sequence[Place], evidence: Evidence
    ) -> bool:
        """Whether a rival is clearly nearer to a context than every place of the fact."""
        whole = [place.whole for place in own]
        scores = self.features(context, [*own, *whole, *rivals], evidence) @ self._weights.vector
        of_own, of_whole, of_rivals = np.split(scores, [len(own), 2 * len(own)])
        lines = {place.line for place in own}
        beside = np.array([rival.line in lines for rival in rivals])
        # A line that has both is read clause by clause, another one against the whole own line.
        best = of_own.max(), max(of_own.max(), of_whole.max())
        gaps = of_rivals - np.where(beside, *best)
        return bool(gaps.max() > self._weights.margin)

    def features(self, context: Context, places: Sequence[Place], evidence: Evidence) -> Matrix:
        """A row a place: words, cover, facts that agree, facts in conflict."""
        rarity = _rarity(evidence)
        # Words that none of the places has tell none of them from another.
        known = frozenset[str]().union(*(place.labelled_terms for place in places))
        floor, place_floor = (
            self._weights.floor * rarity[""],
            self._weights.place_floor * rarity[""],
        )
        telling = floor + _weight(context.terms & known, rarity)
        rows = []
        for place in places:
            words = _weight(context.terms & place.labelled_terms, rarity) / telling
            whole = place_floor + _weight(place.terms, rarity)
            cover = _weight(context.terms & place.terms, rarity) / whole
            rows.append([words, cover, *_agreement(context.facts, place)])
        return np.array(rows, np.float32)


def _beside(own: Sequence[Place], rivals: list[Place], facts: Sequence[Fact]) -> list[Place]:
    """The rivals in a line that has all that is said, which is what is spoken of; all if there is none.

    A number that is said twice would be found in it twice by chance.
    """
    said = [fact for fact in facts if fact.kind in KINDS]
    if len(said) == 1 or len({fact.key for fact in said}) < len(said):
        return rivals
    lines = {place.line for place in own if place.whole.has_all(said)}
    return [rival for rival in rivals if rival.line in lines] if lines else rivals


def _agreement(facts: Sequence[Fact], place: Place) -> tuple[float, int]:
    """How many facts the place has, a period counting less, and how many it contradicts.

    It does with the opposite bound, or with another number of the same things: "two persons".
    """
    agree, conflict = 0.0, 0
    here = (*place.facts, *place.others)
    for fact in facts:
        found = [
            known for known in here
            if any(supports(known, reading) for reading in fact.all_readings)
        ]  # fmt: skip
        counted = [known for known in here if fact.noun and known.noun == fact.noun]
        if counted:
            # "More than three persons" are not the three that a place speaks of.
            agrees = any(k.value == fact.value and (k.bound or not fact.bound) for k in counted)
        else:
            agrees = (
                bool(found)
                and _is_alike(fact, found)
                and not all(opposed(known, fact) for known in found)
            )
        agree += _COUNTS.get(fact.kind, 1.0) * agrees
        conflict += bool(counted or (found and fact.kind != ONE)) and not agrees
    return agree, conflict


def _is_alike(fact: Fact, found: Sequence[Fact]) -> bool:
    """Whether one has the bound of a bare number: "beyond three" is not "three persons"."""
    bounded = fact.kind == "bare" and fact.bound and not fact.readings
    return not bounded or any(known.bound or known.kind != "bare" for known in found)


def _weight(terms: frozenset[str], rarity: dict[str, float]) -> float:
    return sum(rarity.get(term, 0) for term in terms)


def _rarity(evidence: Evidence) -> dict[str, float]:
    """Each term's weight by how few lines have it; ``""`` is a term that none has."""
    if not evidence.rarity:
        counts = Counter(
            term
            for line in evidence.lines
            for term in terms(f"{line.label} {line.text}", line.language)
        )
        lines = len(evidence.lines)
        evidence.rarity.update(
            {term: math.log(1 + lines / count) for term, count in counts.items()}
        )
        evidence.rarity[""] = 0.5 * math.log(1 + lines)
    return evidence.rarity
