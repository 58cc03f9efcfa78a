"""Two facts that are each true, but not of the same thing: "40 litres cost 9.20" where 80 litres do.

A table's rows tell in every language what belongs together, even where the words around the numbers
are other ones.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from bot.verify.clauses import clause, family
from bot.verify.evidence import Evidence
from bot.verify.facts import DURATIONS, MEASURES, Fact, supports


def mispaired(text: str, language: str, facts: Sequence[Fact], evidence: Evidence) -> Fact | None:
    """The second of two facts that the passages have only apart, each with another value of the other's kind.

    ``text`` is the folded sentence that the facts stand in.
    """
    measured = [fact for fact in facts if fact.kind in MEASURES]
    for one, other in combinations(measured, 2):
        if _family(one) == _family(other) or not _together(text, language, one, other, facts):
            continue
        of_one, of_other = list(_rows(one, evidence)), list(_rows(other, evidence))
        apart = all(_has_another(row, other) for row in of_one) and all(
            _has_another(row, one) for row in of_other
        )
        if of_one and of_other and apart:
            return other
    return None


def _family(fact: Fact) -> str:
    return "duration" if fact.kind in DURATIONS else family(fact)


def _together(text: str, language: str, one: Fact, other: Fact, facts: Sequence[Fact]) -> bool:
    """Whether two facts stand in one clause."""
    first, last = clause(text, language, one, facts)
    start, end = clause(text, language, other, facts)
    return first <= other.start < last and start <= one.start < end


def _rows(fact: Fact, evidence: Evidence) -> Iterator[tuple[Fact, ...]]:
    """The facts of each line that has a fact."""
    for line in evidence.lines:
        if any(supports(known, fact) for known in line.facts):
            yield line.facts


def _has_another(row: Sequence[Fact], fact: Fact) -> bool:
    """Whether a line has a fact's kind, but not the fact."""
    alike = [known for known in row if _family(known) == _family(fact)]
    return bool(alike) and not any(supports(known, fact) for known in row)
