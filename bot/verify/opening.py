"""Days on which an office is closed: "closed on Wednesdays", "montags sind sie zu".

A day that is said to be closed is another fact than a day that is open. The passages have it if they say
so, or if they name the days that are open and this is none of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.verify.facts import CLOSED, Fact
from bot.verify.lexicon import Lexicon
from bot.verify.tokens import Tokens

_WEEK = range(1, 8)
#: So many open days in the passages are opening hours; fewer may be a day that is named by the way.
_OPENING = 3
#: Words of so many letters are passed over between the days of a list: "am", "on", "le".
_SHORT = 2
_SEPARATORS = ",;،؛.:"


def with_closed(tokens: Tokens, facts: Sequence[Fact]) -> list[Fact]:
    """The facts of a text; weekdays that it says are closed are of the kind for that."""
    lists = _lists(tokens, [fact for fact in facts if fact.kind == "weekday"])
    changed: dict[Fact, Fact] = {}
    for at, days in enumerate(lists):
        start = _parting(tokens, lists[at - 1][-1].end, days[0].start) if at else 0
        behind = lists[at + 1][0].start if at + 1 < len(lists) else len(tokens.text)
        end = _parting(tokens, days[-1].end, behind) if at + 1 < len(lists) else behind
        inside = [
            at for at, t in enumerate(tokens.all) if start <= t.start and t.end <= end
        ]  # fmt: skip
        shut = any(_is_closed(tokens, place) for place in inside)
        hours = any(fact.kind == "time" and start <= fact.start < end for fact in facts)
        if shut and not hours:
            changed |= {day: replace(day, kind=CLOSED) for day in days}
        elif shut or tokens.words.negations.intersection(tokens.texts[at] for at in inside):
            closed = {day: replace(day, kind=CLOSED) for day in days}
            changed |= {day: replace(day, readings=(closed[day],)) for day in days}
    return [changed.get(fact, fact) for fact in facts]


def closed_days(lines: Iterable[Iterable[Fact]]) -> list[Fact]:
    """The days of the week that are none of the open ones that lines name."""
    days = {fact.value for facts in lines for fact in facts if fact.kind == "weekday"}
    shut = set(_WEEK) - days if len(days) >= _OPENING else set()
    return [Fact(CLOSED, day) for day in sorted(shut)]


def _is_closed(tokens: Tokens, at: int) -> bool:
    """Whether a word says closed; the German "zu" does only in front of no other word."""
    says = bool(tokens.words.closed.get(tokens.texts[at]))
    return says and (len(tokens.texts[at]) > _SHORT or not tokens.is_word(at + 1))


def _lists(tokens: Tokens, days: Sequence[Fact]) -> list[list[Fact]]:
    """Weekdays that are named in a row: "Monday to Wednesday, and on Friday"."""
    lists = [[day] for day in days[:1]]
    joins = _joins(tokens.words)
    for one, two in pairwise(days):
        between = tokens.text[one.end : two.start].replace(",", " ").replace("،", " ").split()
        if all(word in joins or len(word) <= _SHORT for word in between) and ";" not in between:
            lists[-1].append(two)
        else:
            lists.append([two])
    return lists


def _parting(tokens: Tokens, start: int, end: int) -> int:
    """Where between two lists of days the words for the second one begin."""
    between = [token for token in tokens.all if start <= token.start and token.end <= end]
    parts = [t.end for t in between if t.text in _SEPARATORS]
    parts = parts or [t.end for t in between if t.text in _joins(tokens.words)]
    return parts[-1] if parts else start


def _joins(words: Lexicon) -> frozenset[str]:
    return words.ranges | words.through | {words.connector} - {""}
