"""Whether a fact is said of what it is true of: the fee of the child's passport of the child's passport.

A fact is tied to the lines of the passages in which it stands. Without the fact itself, the sentence
must be at least about as near to one of those lines as to every *rival*: a line with another fact of
the same kind. Nearness is the weighted share of the sentence's words and other facts that a line has,
and the cosine of the two (docs/architecture.md has the figures).
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bot.verify.evidence import Evidence, Line
from bot.verify.extract import extract
from bot.verify.facts import Fact, supports
from bot.verify.lexicon import lexicon
from knowledge.embedding import Embedder, Matrix, unit
from knowledge.text import fragments

#: Kinds that are told apart by what they are said of.
KINDS = frozenset(
    [
        "amount",
        "percent",
        "minute",
        "hour",
        "day",
        "working_day",
        "week",
        "month",
        "quarter",
        "year",
        "date",
        "month_year",
        "time",
        "weekday",
        "phone",
        "email",
        "bare",
        "m2",
        "permille",
    ]
)
#: Kinds that tell what another fact is said of.
_CONTEXT = KINDS | {"year_number", "loose", "paragraph"}
#: A clause of fewer words says too little; then the whole sentence is looked at.
_CLAUSE_WORDS = 2
_FAMILIES = {
    "time": "clock",
    "hour": "clock",
    "month_year": "date",
    "date": "date",
    "month": "date",
}


@dataclass(frozen=True)
class Weights:
    """How much each sign of nearness counts, and how much nearer a rival must be.

    ``floor`` are rare words that a sentence is thought to have besides, so that one shared word in a
    short sentence does not decide alone.
    """

    words: float = 1.0
    facts: float = 1.0
    conflict: float = 0.5
    dense: float = 1.0
    floor: float = 6.0
    margin: float = 0.2


class Attribution:
    """Ties facts to lines; ``embedder`` None leaves out the cosine."""

    def __init__(self, embedder: Embedder | None = None, weights: Weights | None = None) -> None:
        self._embedder = embedder
        self._weights = weights or Weights()

    def is_misplaced(
        self, fact: Fact, sentence: str, language: str, facts: Sequence[Fact], evidence: Evidence
    ) -> bool:
        """Whether another line's words fit the sentence clearly better than the fact's own line's.

        ``fact`` is one of ``facts``, or a reading of one.
        """
        gap = self.gap(fact, sentence, language, facts, evidence)
        return gap is not None and gap > self._weights.margin

    def gap(
        self, fact: Fact, sentence: str, language: str, facts: Sequence[Fact], evidence: Evidence
    ) -> float | None:
        """How much nearer the best rival is than the best line with the fact; None: no rival."""
        if fact.kind not in KINDS:
            return None
        own, rivals = _sides(fact, facts, evidence, language)
        if not own or not rivals:
            return None
        context = _Context.of(sentence, language, fact, facts)
        lines = [*own, *rivals]
        scores = self._scores(context, lines, evidence)
        return float(scores[len(own) :].max() - scores[: len(own)].max())

    def _scores(self, context: "_Context", lines: Sequence[int], evidence: Evidence) -> Matrix:
        weights = self._weights
        rarity = _rarity(evidence)
        # Words that none of the lines has tell none of them from another.
        known = frozenset[str]().union(*(_terms(evidence.lines[at]) for at in lines))
        telling = context.terms & known
        total = sum(rarity[term] for term in telling) + weights.floor * rarity[""]
        scores = []
        for at in lines:
            line = evidence.lines[at]
            shared = sum(rarity.get(term, 0) for term in context.terms & _terms(line))
            score = weights.words * shared / total
            for other in context.facts:
                found = [known for known in line.facts if supports(known, other)]
                if found:
                    opposite = all({known.bound, other.bound} == {"up", "down"} for known in found)
                    score += -weights.conflict if opposite else weights.facts
            scores.append(score)
        result = np.array(scores, np.float32)
        if self._embedder is not None and weights.dense:
            result += weights.dense * self._cosines(context, lines, evidence)
        return result

    def _cosines(self, context: "_Context", lines: Sequence[int], evidence: Evidence) -> Matrix:
        assert self._embedder is not None
        vectors, means = self._vectors(evidence)
        query = self._embedder.passages([context.text])[0]
        mean = means.get(context.language)
        query = unit(query - mean) if mean is not None else query
        cosines: Matrix = vectors[list(lines)] @ query
        return cosines

    def _vectors(self, evidence: Evidence) -> tuple[Matrix, dict[str, Matrix]]:
        """The lines' vectors without their language's mean, and the means."""
        assert self._embedder is not None
        known = evidence._known
        if "vectors" not in known:
            vectors = self._embedder.passages([_masked_line(line) for line in evidence.lines])
            languages = np.array([line.language for line in evidence.lines])
            means = {code: vectors[languages == code].mean(axis=0) for code in set(languages)}
            centred = np.stack([means[code] for code in languages])
            known["vectors"] = unit(vectors - centred + 1e-6), means
        return known["vectors"]  # type: ignore[return-value]


@dataclass(frozen=True)
class _Context:
    """What a fact is said of: the rest of its sentence."""

    text: str
    language: str
    terms: frozenset[str]
    facts: tuple[Fact, ...]

    @classmethod
    def of(cls, sentence: str, language: str, fact: Fact, facts: Sequence[Fact]) -> "_Context":
        folded = extract(sentence, language).text
        start, end = _clause(folded, language, fact, facts)
        text = _masked(folded, facts, start, end)
        if len(text.split()) < _CLAUSE_WORDS:
            start, end = 0, len(folded)
            text = _masked(folded, facts, start, end)
        others = tuple(
            o
            for o in facts
            if (o.start, o.end) != (fact.start, fact.end)
            and start <= o.start < end
            and o.kind in _CONTEXT
        )
        return cls(text, language, frozenset(fragments(text, language)), others)


def _sides(
    fact: Fact, facts: Sequence[Fact], evidence: Evidence, language: str
) -> tuple[list[int], list[int]]:
    """Numbers of the lines that have the fact, and of those with another of its kind.

    A line all of whose facts of the kind stand in the sentence too is no rival: the sentence
    tells of both.
    """
    own: list[int] = []
    rivals: list[int] = []
    family = _family(fact)
    for at, line in enumerate(evidence.lines):
        if any(supports(known, fact) for known in line.facts):
            own.append(at)
            continue
        same = [known for known in line.facts if _family(known) == family]
        if same and not all(any(supports(known, said) for said in facts) for known in same):
            rivals.append(at)
    spoken = [at for at in own if evidence.lines[at].language == language]
    if spoken:  # lines in another language say the same; they are not compared with these
        own = spoken
        rivals = [at for at in rivals if evidence.lines[at].language == language]
    return own, rivals


def _family(fact: Fact) -> str:
    return _FAMILIES.get(fact.kind, fact.kind)


def _clause(folded: str, language: str, fact: Fact, facts: Sequence[Fact]) -> tuple[int, int]:
    """The part of the sentence that speaks of the fact and of no other of its kind.

    Two facts of a kind are parted at the last comma or "and" between them.
    """
    joins = "|".join(map(re.escape, sorted(lexicon(language).ranges, key=len, reverse=True)))
    separator = re.compile(
        rf"[,;،؛:]|(?<!\w)(?:{joins})(?!\w)" + (r"|(?<!\w)و" if language == "ar" else "")
    )
    start, end = 0, len(folded)
    for other in facts:
        if (other.start, other.end) == (fact.start, fact.end) or _family(other) != _family(fact):
            continue
        if other.end <= fact.start:
            between = list(separator.finditer(folded, other.end, fact.start))
            start = max(start, between[-1].end() if between else start)
        elif other.start >= fact.end:
            between = list(separator.finditer(folded, fact.end, other.start))
            end = min(end, between[-1].start() if between else end)
    return start, end


def _masked(folded: str, facts: Iterable[Fact], first: int = 0, last: int | None = None) -> str:
    """The text, or a part of it, without what is compared as a fact."""
    for fact in facts:
        if fact.kind not in {"office", "weekday"}:
            folded = folded[: fact.start] + " " * (fact.end - fact.start) + folded[fact.end :]
    return " ".join(folded[first:last].split())


def _masked_line(line: Line) -> str:
    found = extract(line.text, line.language)
    label = f"{line.label}: " if line.label else ""
    return label + _masked(found.text, found.facts)


@lru_cache(maxsize=4096)
def _terms(line: Line) -> frozenset[str]:
    return frozenset(fragments(_masked_line(line), line.language))


def _rarity(evidence: Evidence) -> dict[str, float]:
    """Each term's weight by how few lines have it; ``""`` is a term that none has."""
    known = evidence._known
    if "rarity" not in known:
        counts = Counter(term for line in evidence.lines for term in _terms(line))
        lines = len(evidence.lines)
        rarity = {term: math.log(1 + lines / count) for term, count in counts.items()}
        known["rarity"] = {**rarity, "": 0.5 * math.log(1 + lines)}
    return known["rarity"]  # type: ignore[return-value]
