"""What neighbouring facts of a sentence say together: ranges, euros with their cents, years with months.

A number can be read in more than one way ("from 8 to 13" are hours if the sentence tells the time);
the other ways are the fact's ``readings``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from bot.verify.facts import EXAMPLE, MEASURES, MONTHS, NAMED_MONTH, Fact, says_age
from bot.verify.lexicon import Lexicon
from bot.verify.units import DASHES

_NUMBERS = frozenset({"bare", "loose"})
_AGES = frozenset({"bare", "loose", "year"})
#: Beside them a bare number may be an hour.
_TELL_HOURS = frozenset({"time", "weekday"})
_LAST_HOUR = 24
#: A bare number below is an hour of the afternoon as well: "from two until six".
_OPENS = 8
_LAST_DAY = 31
#: What may stand between euros and cents, or years and months, in letters.
_JOIN = 3


def combined(text: str, facts: list[Fact], words: Lexicon, *, afternoon: bool) -> list[Fact]:
    """The facts of a folded text, sorted by place, with what only their neighbours tell."""
    facts = _with_cents(text, facts)
    facts = list(_with_ranges(text, facts, words))
    facts = _with_sums(text, facts, words)
    facts = _with_ages(facts)
    return [replace(fact, readings=_readings(fact, facts, afternoon)) for fact in facts]


def with_unit(fact: Fact, facts: Iterable[Fact]) -> Fact:
    """A bare number that may be of any unit of its sentence: "195 euros: 130 in spring, 65 in autumn"."""
    kinds = {other.kind for other in facts} & MEASURES
    more = (replace(fact, kind=kind, noun="", readings=()) for kind in sorted(kinds))
    return replace(fact, readings=(*fact.readings, *more)) if fact.kind == "bare" else fact


def _with_cents(text: str, facts: list[Fact]) -> list[Fact]:
    """One amount of "27 euros and 60 cents"."""
    joined: list[Fact] = []
    for fact in facts:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.kind == fact.kind == "amount"
            and last.value == int(last.value) != 0
            and 0 < fact.value < 1
            and len(text[last.end : fact.start].strip(" ,")) <= _JOIN
        ):
            joined[-1] = replace(last, value=last.value + fact.value, end=fact.end)
        elif last is not None and (whole := _with_rest(text, last, fact)):
            joined[-1] = whole
        else:
            joined.append(fact)
    return joined


def _with_rest(text: str, whole: Fact, rest: Fact) -> Fact | None:
    """The two facts as one: "thirty-seven euros fifty", "seize heures trente"; None otherwise."""
    if rest.kind not in _NUMBERS or text[whole.end : rest.start].strip() or rest.bound:
        return None
    if whole.kind == "amount" and whole.value == int(whole.value) != 0 and 9 < rest.value < 100:
        return replace(whole, value=whole.value + rest.value / 100, end=rest.end)
    if whole.kind == "time" and whole.value[1] == 0 and 0 < rest.value < 60:
        return replace(whole, value=(whole.value[0], int(rest.value)), end=rest.end)
    return None


def _with_ranges(text: str, facts: list[Fact], words: Lexicon) -> Iterator[Fact]:
    """Both ends of a range are of one kind: "from 15 to 16:30", "children aged 6 to 11"."""
    joins = words.ranges | words.through | DASHES
    facts = list(facts)
    for at in range(len(facts) - 1):
        one, two = facts[at], facts[at + 1]
        between = text[one.end : two.start].split()
        if not between or len(between) > 2 or not joins.intersection(between):
            continue
        if one.kind == two.kind == "weekday" and (words.through | DASHES).intersection(between):
            yield from (replace(one, value=day) for day in range(one.value + 1, two.value))
        elif two.kind == "time" and one.kind in _NUMBERS:
            facts[at] = _as_time(one)
        elif one.kind == "time" and two.kind in _NUMBERS:
            facts[at + 1] = _as_time(two)
        elif {one.kind, two.kind} <= _NUMBERS and one.bound and not two.bound:
            facts[at + 1] = replace(two, bound=one.bound)
        if one.kind == two.kind == "date" and one.value[1] < two.value[1]:
            yield Fact(MONTHS, (one.value[1], two.value[1]), one.start, two.end)
        if one.kind == two.kind == "year_number" and one.value < two.value:
            yield Fact("years", (one.value, two.value), one.start, two.end)
        elif {one.kind, two.kind} <= _AGES and one.value < two.value:
            if one.noun and len(between) > 1:
                continue  # "două persoane la 60": two of something
            ages = Fact("ages", (one.value, two.value), one.start, two.end)
            for end in (at, at + 1):
                facts[end] = replace(facts[end], readings=(ages,))
    yield from facts


def _as_time(fact: Fact) -> Fact:
    assert isinstance(fact.value, Decimal)
    hour = int(fact.value)
    minute = round((fact.value - hour) * 100)
    inside = hour <= _LAST_HOUR and minute < 60
    return replace(fact, kind="time", value=(hour, minute), bound="") if inside else fact


def _with_sums(text: str, facts: list[Fact], words: Lexicon) -> list[Fact]:
    """Also fifteen months of "a year and three months"."""
    facts = list(facts)
    for at in range(len(facts) - 1):
        one, two = facts[at], facts[at + 1]
        near = len(text[one.end : two.start].strip()) <= _JOIN
        if one.kind == "year" and two.kind == "month" and near:
            whole = (Fact("month", one.value * 12 + two.value, one.start, two.end, one.bound),)
            facts[at : at + 2] = [replace(one, readings=whole), replace(two, readings=whole)]
    for at, fact in enumerate(facts):
        before = text[: fact.start].split()
        if before and before[-1] in words.ranges | {words.connector}:
            before.pop()
        year = bool(before) and words.units.get(before[-1]) == "year"
        if year and fact.kind == "month" and not fact.readings:
            # "سنة وثلاثة أشهر": a year and three months
            facts[at] = replace(fact, readings=(replace(fact, value=fact.value + 12),))
    return facts


def _with_ages(facts: list[Fact]) -> list[Fact]:
    """Where one number is an age, a length of years may be another: "a child of 8, one of 14"."""
    if not any(says_age(fact) for fact in facts):
        return facts
    return [
        replace(fact, readings=(*fact.readings, replace(fact, kind="age", readings=())))
        if fact.kind in {"year", "loose"} and not fact.bound and not says_age(fact)
        else fact
        for fact in facts
    ]


def _readings(fact: Fact, facts: list[Fact], afternoon: bool) -> tuple[Fact, ...]:
    kinds = {other.kind for other in facts}
    found = list(fact.readings)
    if fact.kind == "year" and "amount" not in kinds:
        found = [reading for reading in found if reading.kind != EXAMPLE]
    hours = bool(kinds & _TELL_HOURS)  # "from 9 to 12, Tuesday to Thursday"
    if fact.kind in _NUMBERS and hours and (time := _as_time(fact)).kind == "time":
        found.append(time)
    if fact.kind == "loose":  # "for twelve months, sometimes for 24"
        found += [replace(fact, kind=kind) for kind in sorted(kinds & MEASURES)]
    if (
        fact.kind in _NUMBERS | {"day"}
        and not fact.bound
        and fact.value <= _LAST_DAY
        and NAMED_MONTH in kinds
    ):
        found.append(replace(fact, kind="ordinal", noun=""))  # "on the 15th of May and August"
    times = [fact, *found] if fact.kind == "time" else [*found]
    if fact.kind == "hour" and not fact.value % 1:
        times.append(_as_time(fact))
    for time in [time for time in times if time.kind == "time" and time.value[0] < 12]:
        later = time.value[0] + 12, time.value[1]
        early = time.value[0] < _OPENS and time.kind != fact.kind
        if early or afternoon or any(f.kind == "time" and f.value[0] > 12 for f in facts):
            found.append(replace(time, value=later, readings=()))
    return tuple(found)
