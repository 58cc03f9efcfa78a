"""What a fact of a sentence is said of: the rest of its clause."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.verify.clauses import Span, clause, masked
from bot.verify.extract import extract
from bot.verify.facts import DURATIONS, FIRST, ONE, Fact, is_age, says_age
from bot.verify.places import terms

#: Kinds that are told apart by what they are said of.
KINDS = DURATIONS | {
    "amount", "percent", "permille", "date", "month_year", "time", "weekday", "phone", "email", "bare",
    "m", "cm", "m2", "m3", "l", "fraction",
}  # fmt: skip
#: Kinds that tell what another fact is said of.
_CONTEXT = KINDS | {"year_number", "years", "loose", "paragraph", "per", ONE, FIRST}
#: Kinds of which each says something of its own: no numbers of persons, no ages.
_APART = DURATIONS | {"amount", "percent", "fraction"}
#: A clause of fewer words says too little; then the whole sentence is looked at.
_CLAUSE_WORDS = 2


@dataclass(frozen=True)
class Context:
    """What a fact is said of: the rest of its clause."""

    text: str
    terms: frozenset[str]
    facts: tuple[Fact, ...]

    @classmethod
    def of(cls, fact: Fact, sentence: str, language: str, facts: Sequence[Fact]) -> "Context":
        """The context of one of a sentence's facts, or of a reading of one."""
        folded = extract(sentence, language).text
        start, end = clause(folded, language, fact, facts)
        text = masked(folded, facts, (start, end))
        if len(text.split()) < _CLAUSE_WORDS:
            start, end = 0, len(folded)
            text = masked(folded, facts)
        # "Up to 24 it costs 37.50 euros, and the passport is valid for six years": of both.
        ages = [other for other in facts if is_age(other)]
        alike = [other for other in facts if other.kind == fact.kind and not is_age(other)]
        ages = ages if len(ages) == 1 == len(alike) and not is_age(fact) else []
        return cls(text, terms(text, language), _others(fact, facts, (start, end), ages))

    @classmethod
    def near(
        cls, fact: Fact, sentence: str, language: str, facts: Sequence[Fact]
    ) -> list["Context"]:
        """The context without what tells of a fact of another kind: one or none.

        "It costs 255 euros and requires five years": the cost is no sign of what takes five years.
        """
        folded = extract(sentence, language).text
        whole = clause(folded, language, fact, facts)
        others = [f for f in facts if f.kind in _APART and not (f.bound or says_age(f))]
        start, end = clause(folded, language, fact, [replace(f, kind=fact.kind) for f in others])
        start, end = max(start, whole[0]), min(end, whole[1])
        if (start, end) == whole:
            return []
        text = masked(folded, facts, (start, end))
        return [cls(text, terms(text, language), _others(fact, facts, (start, end)))]


def _others(
    fact: Fact, facts: Sequence[Fact], span: Span, besides: Sequence[Fact] = ()
) -> tuple[Fact, ...]:
    """What tells of a fact: the others in a part of its sentence, and some ``besides``."""
    start, end = span
    return tuple(
        other for other in facts
        if (other.start, other.end) != (fact.start, fact.end)
        and (start <= other.start < end or other in besides) and other.kind in _CONTEXT
    )  # fmt: skip
