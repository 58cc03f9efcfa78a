"""What a sentence claims: numbers with their unit, dates, contacts, offices."""

from dataclasses import dataclass
from typing import Any, Literal

Bound = Literal["", "up", "down"]
#: Kinds of a length of time; the same number of another unit is another fact.
DURATIONS = frozenset({"minute", "hour", "day", "working_day", "week", "month", "quarter", "year"})
#: Kinds of what is paid, shared or measured.
MEASURES = DURATIONS | {"amount", "percent", "m2", "m3", "cm", "l"}
#: Units that are exact multiples of each other; a month is no number of days.
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
#: The kind of "February"; a length of two months is a fact of another kind.
NAMED_MONTH = "named_month"
#: The kind of a weekday that is said to be closed.
CLOSED = "closed"
#: The months of a period of dates, which passages claim: "from 1 July to 30 September".
MONTHS = "months"
#: What a count of payment dates is of; other counts are of list items.
PAYMENT = "payment"
#: What a count of a line's weekdays is of: "on three days a week".
OPEN_DAYS = "days"
#: The kind of an example's age: "with 30 you pay 70 euros" where those from 24 do.
EXAMPLE = "example"
#: The kind of a one that may be an article; it is not checked, but told from other numbers.
ONE = "one"
#: The kind of "first", which is not checked, but tells of what another fact is said.
FIRST = "first"
#: The kind of "minors", who are under 18; only passages claim it.
MINORS = "minors"
#: A bare number that may be an age.
OLDEST = 110
#: Bounds below are lengths of time rather than ages.
YOUNGEST = 10


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact and where it stands in the folded sentence.

    ``value`` is normalised: an amount in euros, a date as (day, month, year or 0), a phone number in
    E.164, anything else as the text that it is compared by.
    """

    kind: str
    value: Any
    start: int = 0
    end: int = 0
    #: "from 24" is ``up``, "under 24" ``down``.
    bound: Bound = ""
    #: The stem of what a number without a unit counts: "letters".
    noun: str = ""
    #: What else the same words may mean.
    readings: tuple["Fact", ...] = ()

    @property
    def key(self) -> tuple[str, Any]:
        """What two mentions of one fact have in common."""
        return self.kind, self.value

    @property
    def all_readings(self) -> tuple["Fact", ...]:
        """Whatever the words may mean, likeliest first."""
        return self, *self.readings


def supports(known: Fact, said: Fact) -> bool:
    """Whether a fact of the passages covers one of a sentence; bounds are looked at elsewhere.

    ``known`` counts in each of its readings, ``said`` in the given one only.
    """
    return any(_supports(reading, said) for reading in known.all_readings)


def says_age(fact: Fact) -> bool:
    """Whether the words in and beside a number make it somebody's age."""
    return any(reading.kind == "age" for reading in fact.readings)


def is_age(fact: Fact) -> bool:
    """Whether a number of years is rather somebody's age than a length of time: "from 24 years"."""
    if fact.kind not in {"year", "bare", "loose"} or not YOUNGEST <= fact.value <= OLDEST:
        return False
    return bool(fact.bound) or any(r.kind in {"age", "ages"} for r in fact.readings)


def opposed(known: Fact, said: Fact) -> bool:
    """Whether one is a least and the other a most: "from 24" and "under 24"."""
    return {known.bound, said.bound} == {"up", "down"}


def _supports(known: Fact, said: Fact) -> bool:
    if known.key == said.key:
        return True
    kind, value = said.kind, said.value
    if _same_length(known, said):
        return True
    if {kind, known.kind} == {"time", "hour"}:
        return bool(_clock(known) == _clock(said))
    if kind == "loose" or known.kind == "loose":
        loose, other = (said, known) if kind == "loose" else (known, said)
        if other.kind == "time":
            hour = int(loose.value)
            return bool(other.value == (hour, round((loose.value - hour) * 100)))
        likely = {"bare", "loose", "hour", "ordinal"}
        if (kind == "loose" or known.bound) and loose.value <= OLDEST:
            likely.add("year")  # "your child is 16": an age; but not the reverse
        return other.kind in likely and bool(other.value == loose.value)
    if known.kind == "date":
        day, month, year = known.value
        match kind:
            case "date":
                return bool(value == (day, month, 0))
            case "named_month":
                return bool(value == month)
            case "month_year":
                return bool(value == (month, year))
            case "year_number":
                return bool(value == year)
            case "ordinal" | "bare":
                return bool(value == day and known.start >= 0 and kind == "ordinal")
    if known.kind == "month_year":
        month, year = known.value
        return (kind == NAMED_MONTH and value == month) or (kind == "year_number" and value == year)
    if kind == "bare" and said.bound and known.kind == "year":
        return bool(value == known.value)  # "people under 24"
    if kind == "year" and known.kind == "bare" and known.bound:
        return bool(value == known.value and value <= OLDEST)
    if kind == "ordinal":
        return known.kind in {"bare", "year"} and bool(value == known.value)
    if known.kind == "ordinal" and kind in {"bare", "year"}:
        return bool(value == known.value)
    if kind == known.kind == "paragraph":
        return _paragraph(known.value, value)
    if known.kind == "paragraph" and kind in {"bare", "ordinal"}:
        return bool(str(value) == known.value[0])  # "madde 24"
    if kind == known.kind == "count":
        (of, number), (said_of, said_number) = known.value, value
        if {PAYMENT, OPEN_DAYS} & {of, said_of}:
            return bool(known.value == value)
        return bool(number == said_number and (of == said_of or not of or said_of == "any"))
    if (kind, known.kind) in {("year_number", "years"), ("age", "ages"), (EXAMPLE, "ages")}:
        first, last = known.value
        return bool(first <= value <= last)
    if kind == NAMED_MONTH and known.kind == MONTHS:
        first, last = known.value
        return bool(first <= value <= last)
    if kind == EXAMPLE and known.kind in {"year", "bare", "loose"}:
        return _is_inside(known, said)
    if known.kind == MINORS:
        return kind in {"year", "bare", "loose"} and value == known.value and said.bound == "down"
    if "fraction" in {kind, known.kind} and {kind, known.kind} <= {"fraction", "percent"}:
        return abs(_percent(known) - _percent(said)) < 1
    if kind == known.kind == "body":
        return bool(known.value & value)
    if kind == "per" and value == "quarter" and known.kind == "count":
        return bool(known.value == (PAYMENT, 4))
    if kind == "per":
        return bool(known.kind == value and known.value == 1)  # "for one year" is "a year"
    return False


def _is_inside(known: Fact, said: Fact) -> bool:
    """Whether an example's age ("with 30") is within a bound of the passages ("from 24")."""
    ranged = any(reading.kind == "ages" for reading in known.readings)
    if said.bound or ranged or not YOUNGEST <= known.value <= OLDEST:
        return False
    inside = {"up": known.value <= said.value <= OLDEST, "down": said.value < known.value}
    return bool(known.bound and inside[known.bound])


def _same_length(known: Fact, said: Fact) -> bool:
    """Whether two lengths of time are the same one: 14 days and two weeks, half a year and 6 months."""
    for units in (_DAYS, _MONTHS):
        if known.kind in units and said.kind in units:
            return bool(known.value * units[known.kind] == said.value * units[said.kind])
    return False


def _clock(fact: Fact) -> Any:
    return fact.value if fact.kind == "time" else (fact.value, 0)


def _paragraph(known: Any, said: Any) -> bool:
    """The same section, of the same law if both say which."""
    (number, law), (said_number, said_law) = known, said
    return bool(number == said_number and (not said_law or law == said_law))


def _percent(fact: Fact) -> float:
    """A share in percent."""
    if fact.kind == "percent":
        return float(fact.value)
    parts, whole = fact.value
    return 100 * float(parts) / float(whole)
