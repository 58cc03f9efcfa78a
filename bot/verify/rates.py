"""How often an amount is paid: 15 euros a month are not 15 euros a year.

The period must belong to the amount in the passages: stand in its line, in the line's heading, or in a
line under the same heading.
"""

from collections.abc import Sequence

from bot.verify.clauses import clause
from bot.verify.evidence import Evidence
from bot.verify.extract import extract
from bot.verify.facts import PAYMENT, Fact, supports
from bot.verify.lexicon import lexicon

#: What may stand between a count and its period, in characters: "four *equal parts* a year".
_NEAR = 20


def other_period(
    folded: str, language: str, facts: Sequence[Fact], evidence: Evidence
) -> Fact | None:
    """The first amount of a sentence whose period the passages name for other amounts only."""
    times = lexicon(language).times
    periods = [
        fact for fact in facts
        if fact.kind == "per" and not _counts(fact, facts)
        and not times.intersection(folded[: fact.start].split()[-1:])
    ]  # fmt: skip
    for amount in facts:
        if amount.kind not in {"amount", "percent"} or not amount.value or not periods:
            continue
        period = min(periods, key=lambda per: _distance(per, amount))
        start, end = clause(folded, language, amount, facts)
        if not start <= period.start < end:
            continue  # it is said of another amount
        lines = [line for line in evidence.lines if any(supports(k, amount) for k in line.facts)]
        headings = {(line.language, line.label) for line in lines if line.label}
        near = [line for line in evidence.lines if (line.language, line.label) in headings]
        said = [fact for line in (*lines, *near) for fact in line.facts]
        said += [fact for language, label in headings for fact in extract(label, language).facts]
        if not any(supports(fact, period) for fact in said):
            return amount
    return None


def _counts(period: Fact, facts: Sequence[Fact]) -> bool:
    """Whether a period is how often something happens: "in four instalments a year"."""
    return any(
        0 <= period.start - fact.end <= _NEAR
        and any(
            reading.kind == "count" and reading.value[0] == PAYMENT for reading in fact.readings
        )
        for fact in facts
    )


def _distance(one: Fact, other: Fact) -> int:
    return max(one.start - other.end, other.start - one.end)
