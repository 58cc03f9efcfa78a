"""Counting what the passages list: "you need three documents", "payable in four instalments".

The passages need not name the number. It is held against how many items their lists have, and how
many dates stand in one of their lines.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.verify.facts import NAMED_MONTH, OPEN_DAYS, PAYMENT, Fact
from bot.verify.tokens import Tokens
from bot.verify.units import unit_at

#: More things than these nobody counts in a sentence.
_MOST = 12
#: How far behind its number a counted thing may stand, in words: "four equal instalments".
_NEAR = 2
#: Kinds of facts that a payment's dates are.
_DATES = frozenset({"date", "month_year", NAMED_MONTH})


def said_counts(tokens: Tokens, facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts; a bare number of things that lists hold can also be read as their count."""
    places = {token.end: at for at, token in enumerate(tokens.all)}
    for fact in facts:
        counted = tuple(
            Fact("count", (of, int(fact.value)), fact.start, fact.end, fact.bound)
            for of in _counted(tokens, places.get(fact.end, len(tokens)))
            if fact.kind in {"bare", "loose"} and 1 < fact.value <= _MOST
        )
        if fact.kind == "day" and _is_of_a_week(tokens, places.get(fact.end, len(tokens))):
            counted = (Fact("count", (OPEN_DAYS, int(fact.value)), fact.start, fact.end),)
        yield replace(fact, readings=(*fact.readings, *counted))


def _is_of_a_week(tokens: Tokens, last: int) -> bool:
    return any(unit_at(tokens, at) == "week" for at in range(last + 1, last + 1 + _NEAR))


def _counted(tokens: Tokens, last: int) -> list[str]:
    near = tokens.texts[last + 1 : last + 1 + _NEAR]
    return [of for of, forms in tokens.words.counted if any(map(forms.get, near))]


def listed_counts(lists: Iterable[tuple[str, int]], lines: Iterable[Iterable[Fact]]) -> list[Fact]:
    """How many items lists have, given as (section or empty, items), and dates lines have."""
    lengths = list(lists)
    totals: Counter[str] = Counter()
    for section, items in lengths:
        totals[section] += items
    counts = {*lengths, *totals.items()}
    for facts in lines:
        found = list(facts)
        counts.add((PAYMENT, len({fact.value for fact in found if fact.kind in _DATES})))
        counts.add((OPEN_DAYS, len({fact.value for fact in found if fact.kind == "weekday"})))
        amounts = {fact.value for fact in found if fact.kind == "amount"}
        if amounts and 2 * max(amounts) == sum(amounts):
            counts.add((PAYMENT, len(amounts) - 1))  # "195 euros: 130 and 65"
    return [Fact("count", count) for count in sorted(counts) if count[1] > 1]
