"""Numbers with their units, in figures and in words."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from bot.verify.facts import DURATIONS, FIRST, ONE, Fact
from bot.verify.number_facts import made, noun
from bot.verify.number_words import compound, read_number
from bot.verify.spelled_dates import YEARS, spelled_date
from bot.verify.tokens import Tokens
from bot.verify.units import unit_at, unit_of

#: Units of which there are halves: "two and a half years", "otuz yedi buçuk euro".
_HALVED = DURATIONS | {"amount", "percent"}

_HALF_PAST = re.compile(r"\d{1,2}\.[0-5]\d")
_AT = frozenset({"um", "at", "a", "о", "в", "ora", "ob", "age", "of"})
#: "Les deux", "the two": both, which claims no number.
_BOTH = frozenset(
    {"les", "cei", "cele", "the", "die", "der", "den", "diese", "these", "both", "obie", "oba"}
)
#: Languages that give an age as an ordinal behind the word for it.
_AGED_ORDINALS = frozenset({"ar"})
_PERSIAN_ORDINAL = "م"
#: Units of which one is no claim.
_PER = frozenset({"m", "m2", "m3", "l", "km", "kg"})
#: Units that a larger one has in any case: "the twelve months of the year".
_CALENDAR = {("month", 12): "year", ("day", 7): "week", ("hour", 24): "day"}
_IN_CALENDAR = 3
_TENS = frozenset({20, 30})
_LAST_HOUR = 24


def quantities(tokens: Tokens) -> Iterator[Fact]:
    """Every number that no other reader took, with its unit; also dates with a month in words."""
    at = 0
    while at < len(tokens):
        fact, length = _quantity(tokens, at)
        if fact:
            yield fact
        at += max(length, 1)


def _quantity(tokens: Tokens, at: int) -> tuple[Fact | None, int]:
    """(the fact that begins at a token, of how many tokens its number is)."""
    if at in tokens.used:
        return None, 1
    spelled = tokens.is_word(at)
    if tokens.is_number(at):
        value, length = decimal(tokens.texts[at]), 1
    elif not spelled:
        return None, 1
    elif tokens.words.first.get(tokens.texts[at]):
        first = spelled_date(tokens, at, at + 1, Decimal(1))
        return first or Fact(FIRST, 1, tokens.all[at].start, tokens.all[at].end), 1
    elif joined := compound(tokens.texts[at], tokens.words):
        return made(tokens, joined[1], Decimal(joined[0]), at, at + 1), 1
    elif read := read_number(tokens.texts, at, tokens.words):
        value, length = Decimal(read[0]), read[1]
        if value in _TENS and any(map(tokens.words.first.get, tokens.texts[at + length :][:1])):
            value, length = value + 1, length + 1  # "тридцять перше", the thirty-first
    elif half := _half(tokens, at):
        return made(tokens, half[0], Decimal("0.5"), at, half[1]), half[1] - at
    else:
        return None, 1
    end = at + length
    if _half(tokens, end):
        return None, length  # "o jumătate de an", "a half year"
    if end < len(tokens) and (parts := tokens.words.fractions.get(tokens.texts[end])):
        return replace(
            made(tokens, "fraction", value, at, end + 1), value=(int(value), parts)
        ), length
    if date := spelled_date(tokens, at, end, value):
        return date, 1
    if more := _half_more(tokens, end):
        unit, end = more
        return made(tokens, unit, value + Decimal("0.5"), at, end), end - at
    if value <= _LAST_HOUR and (half_end := _half_past(tokens, end)):
        time = made(tokens, "time", value, at, half_end)
        return replace(time, value=(int(value), 30)), half_end - at
    kind, end = unit_of(tokens, at, end, spelled=spelled)
    if _is_calendar(tokens, kind, value, end):
        tokens.used.update(range(at, end))
        return None, end - at
    if spelled and value == 1 and kind in _PER:
        # "A square metre counts with 50 cents" claims nothing; "at a height of one metre" is known.
        measure = made(tokens, kind, value, at, end)
        return replace(measure, kind=ONE, readings=(measure,)), length
    if kind == "bare" and (counted := _ordinal_unit(tokens, at, length)):
        kind = counted
    if kind == "bare":
        if spelled and _claims_nothing(tokens, at, length, value):
            one = value == 1 and noun(tokens, end)
            return (made(tokens, ONE, value, at, end) if one else None), 1
        kind = "loose" if _is_loose(tokens, at, end) else "bare"
    whole = not spelled and "." not in tokens.texts[at]
    if value in YEARS and ((kind in {"bare", "loose", "ordinal"} and whole) or kind == "year"):
        kind = "year_number"
    return made(tokens, kind, value, at, end), length


def _ordinal_unit(tokens: Tokens, at: int, length: int) -> str | None:
    """The unit in front of a Persian ordinal: "روز دهم" is the tenth day."""
    ordinal = tokens.texts[at + length - 1].endswith(_PERSIAN_ORDINAL)
    unit = unit_at(tokens, at - 1) if tokens.words.language == "fa" and ordinal else None
    return unit if unit in DURATIONS else None


def _claims_nothing(tokens: Tokens, at: int, length: int, value: Decimal) -> bool:
    """Whether a number word without a unit is rather an article, or means both."""
    ambiguous = length == 1 and tokens.texts[at] in tokens.words.ambiguous
    if (
        at > 0
        and tokens.words.age.get(tokens.texts[at - 1])
        and tokens.words.language in _AGED_ORDINALS
    ):
        return False  # "in the age of the third" is three years old
    both = value == 2 and at > 0 and tokens.texts[at - 1] in _BOTH
    return ambiguous or both or value <= 1


def _is_loose(tokens: Tokens, at: int, end: int) -> bool:
    """Whether no noun follows: "your child is 16?", "at eight", "open from 15.00"."""
    behind = at > 0 and tokens.texts[at - 1] in _AT
    return not tokens.is_word(end) or behind or bool(_HALF_PAST.fullmatch(tokens.texts[at]))


def _half(tokens: Tokens, at: int) -> tuple[str, int] | None:
    """(unit, where it ends) of the half of a unit of time that begins at a token: "half a year"."""
    if at < len(tokens) and tokens.words.halves.get(tokens.texts[at]):
        for ahead in (at + 1, at + 2):
            if (unit := unit_at(tokens, ahead)) in DURATIONS:
                return str(unit), ahead + 1
    return None


def _half_more(tokens: Tokens, end: int) -> tuple[str, int] | None:
    """(unit, where it ends) of "two and a half years", "iki buçuk yıl"; None otherwise."""
    for phrase in tokens.words.and_a_half:
        after = end + len(phrase)
        if tokens.starts_with(end, phrase) and (unit := unit_at(tokens, after)) in _HALVED:
            return str(unit), after + 1
    return None


def _half_past(tokens: Tokens, end: int) -> int:
    """Where a half of no unit behind a number ends, or 0: "la opt și jumătate" is half past eight."""
    ends = (end + len(p) for p in tokens.words.and_a_half if tokens.starts_with(end, p))
    return max(ends, default=0)


def _is_calendar(tokens: Tokens, unit: str, value: Decimal, end: int) -> bool:
    """Whether a length of time is only what the calendar says: "the twelve months of the year"."""
    larger = _CALENDAR.get((unit, int(value))) if value == int(value) else None
    return larger is not None and any(
        unit_at(tokens, ahead) == larger for ahead in range(end, end + _IN_CALENDAR)
    )


def decimal(text: str) -> Decimal:
    """A number's value: the last separator is a decimal one unless three digits follow it."""
    text = text.replace(" ", "")
    parts = re.split(r"[.,]", text)
    if len(parts) == 1:
        return Decimal(text)
    *whole, last = parts
    grouped = len(last) == 3 and parts[0] != "0" and len(parts[0]) <= 3
    if grouped and len(set(re.findall(r"[.,]", text))) == 1:
        return Decimal("".join(parts))
    return Decimal(f"{''.join(whole)}.{last}")
