"""Numbers with their units, in figures and in words, and what says a number without one."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from bot.verify.bounds import bound
from bot.verify.facts import DURATIONS, EXAMPLE, FIRST, MINORS, OLDEST, YOUNGEST, Fact
from bot.verify.number_words import compound, read_number
from bot.verify.spelled_dates import PREFIXES, YEARS, spelled_date
from bot.verify.tokens import Tokens
from bot.verify.units import unit_at, unit_of
from knowledge.text import stem

#: Units of which there are halves: "two and a half years", "otuz yedi buçuk euro".
_HALVED = DURATIONS | {"amount", "percent"}
#: The kind of a one that may be an article; it is not checked, but told from other numbers.
ONE = "one"

_HALF_PAST = re.compile(r"\d{1,2}\.[0-5]\d")
_AT = frozenset({"um", "at", "a", "о", "в", "ora", "ob", "age", "of"})
#: "Les deux", "the two": both, which claims no number.
_BOTH = frozenset(
    {"les", "cei", "cele", "the", "die", "der", "den", "diese", "these", "both", "obie", "oba"}
)
#: Languages that give an age as an ordinal behind the word for it.
_AGED_ORDINALS = frozenset({"ar"})
_PERSIAN_ORDINAL = "م"
#: Languages that write "with" and "for" together with the word.
_PREFIXED = frozenset({"ar", "fa"})
#: Units of which one is no claim.
_PER = frozenset({"m", "m2", "m3", "l", "km", "kg"})
#: Units that a phrase like "within a" makes one of.
_ALONE = frozenset({"week", "month"})
#: Russian and Ukrainian "by so much".
_BY = "за"
#: Kinds that an age may be of.
_AGES = frozenset({"year", "bare", "loose"})
#: How far from a number of years a word for an age may stand, in words.
_NEAR_AGE = 3
#: Units that a larger one has in any case: "the twelve months of the year".
_CALENDAR = {("month", 12): "year", ("day", 7): "week", ("hour", 24): "day"}
_IN_CALENDAR = 3
_LAST_HOUR = 24
#: How far apart "costs" and "nothing" may stand, in words.
_NEAR = 8


def quantities(tokens: Tokens) -> Iterator[Fact]:
    """Every number that no other reader took, with its unit; also dates with a month in words."""
    at = 0
    while at < len(tokens):
        fact, length = _quantity(tokens, at)
        if fact:
            yield fact
        at += max(length, 1)
    yield from _implied(tokens)


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
        return _made(tokens, joined[1], Decimal(joined[0]), at, at + 1), 1
    elif read := read_number(tokens.texts, at, tokens.words):
        value, length = Decimal(read[0]), read[1]
    elif half := _half(tokens, at):
        return _made(tokens, half[0], Decimal("0.5"), at, half[1]), half[1] - at
    else:
        return None, 1
    end = at + length
    if _half(tokens, end):
        return None, length  # "o jumătate de an", "a half year"
    if end < len(tokens) and (parts := tokens.words.fractions.get(tokens.texts[end])):
        return replace(
            _made(tokens, "fraction", value, at, end + 1), value=(int(value), parts)
        ), length
    if date := spelled_date(tokens, at, end, value):
        return date, 1
    if more := _half_more(tokens, end):
        unit, end = more
        return _made(tokens, unit, value + Decimal("0.5"), at, end), end - at
    if value <= _LAST_HOUR and (half_end := _half_past(tokens, end)):
        time = _made(tokens, "time", value, at, half_end)
        return replace(time, value=(int(value), 30)), half_end - at
    kind, end = unit_of(tokens, at, end, spelled=spelled)
    if _is_calendar(tokens, kind, value, end):
        tokens.used.update(range(at, end))
        return None, end - at
    if spelled and value == 1 and kind in _PER:
        # "A square metre counts with 50 cents" claims nothing; "at a height of one metre" is known.
        measure = _made(tokens, kind, value, at, end)
        return replace(measure, kind=ONE, readings=(measure,)), length
    if kind == "bare" and (counted := _ordinal_unit(tokens, at, length)):
        kind = counted
    if kind == "bare":
        if spelled and _claims_nothing(tokens, at, length, value):
            one = value == 1 and _noun(tokens, end)
            return (_made(tokens, ONE, value, at, end) if one else None), 1
        kind = "loose" if _is_loose(tokens, at, end) else "bare"
    whole = not spelled and "." not in tokens.texts[at]
    if value in YEARS and ((kind in {"bare", "loose", "ordinal"} and whole) or kind == "year"):
        kind = "year_number"
    return _made(tokens, kind, value, at, end), length


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


def _made(tokens: Tokens, kind: str, value: Decimal, at: int, end: int) -> Fact:
    tokens.used.update(range(at, end))
    if kind == "cent":
        kind, value = "amount", value / 100
    elif kind == "decade":
        kind, value = "year", value * 10
    normal: object = (int(value), 0) if kind == "time" else value.normalize() + 0
    may_be_age = kind in _AGES and YOUNGEST <= value <= OLDEST
    direction = bound(tokens, at, end, age=may_be_age) if kind != "time" else ""
    noun = _noun(tokens, end) if kind in {"bare", ONE} else ""
    fact = Fact(kind, normal, tokens.all[at].start, tokens.all[end - 1].end, direction, noun)
    if kind in {"bare", "loose"} and not direction and _is_example(tokens, at):
        return replace(fact, readings=(replace(fact, kind=EXAMPLE),))
    if kind in _AGES and _is_age(tokens, at, end):
        # "A thirty-year-old pays 70 euros", where those from 24 do.
        example = not direction and any(map(tokens.words.age.get, tokens.texts[at:end]))
        kinds = ("age", EXAMPLE) if example else ("age",)
        return replace(fact, readings=tuple(replace(fact, kind=kind) for kind in kinds))
    return fact


def _noun(tokens: Tokens, end: int) -> str:
    """The stem of the word behind a number; empty if none stands there."""
    return stem(tokens.texts[end], tokens.words.language) if tokens.is_word(end) else ""


def _is_example(tokens: Tokens, at: int) -> bool:
    """Whether a number without a unit may be an example's age: "Mit 30 zahlen Sie"."""
    return bool(at) and tokens.texts[at - 1] in tokens.words.aged


def _is_age(tokens: Tokens, at: int, end: int) -> bool:
    """Whether the words in and beside a number of years make it somebody's age."""
    near = tokens.texts[max(0, at - _NEAR_AGE) : end + _NEAR_AGE]
    return any(tokens.words.age.get(text) for text in near)


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


def _is_half_more(tokens: Tokens, at: int) -> bool:
    """Whether a half belongs to what stands before it: "a month and a half"."""
    return any(
        tokens.starts_with(at + 1 - len(phrase), phrase)
        for phrase in tokens.words.and_a_half
        if at + 1 >= len(phrase)
    )


def _implied(tokens: Tokens) -> Iterator[Fact]:
    """What says a number without one: "free", "costs nothing", "в течение месяца" (within a month)."""
    words = tokens.words
    for at, token in enumerate(tokens.all):
        if at in tokens.used or not tokens.is_word(at):
            continue
        if (words.free.get(token.text) and not _is_not_free(tokens, at)) or (
            words.nothing.get(token.text) and _pays(tokens, at)
        ):
            yield _made(tokens, "amount", Decimal(0), at, at + 1)
        elif words.minors.get(token.text):
            yield Fact(MINORS, Decimal(18), token.start, token.end)
        elif (parts := words.fractions.get(token.text)) and not _is_half_more(tokens, at):
            yield replace(_made(tokens, "fraction", Decimal(1), at, at + 1), value=(1, parts))
        elif (unit := unit_at(tokens, at)) in _ALONE and _is_one(tokens, at):
            yield _made(tokens, str(unit), Decimal(1), at, at + 1)
        elif _is_alone(tokens, at):
            one = _made(tokens, str(unit), Decimal(1), at, at + 1)
            yield replace(one, kind=ONE, readings=(one,))


def _is_alone(tokens: Tokens, at: int) -> bool:
    """Whether a unit may mean one without saying so: "ważny rok", "بأسبوع"."""
    text, words = tokens.texts[at], tokens.words
    prefixed = words.language in _PREFIXED and text[0] in PREFIXES and text[1:] in words.alone
    beside_number = tokens.is_number(at - 1) or tokens.is_number(at + 1)
    return (text in words.alone or prefixed) and not beside_number


def _is_one(tokens: Tokens, at: int) -> bool:
    """Whether a unit without a number is one: "within a week", "за месяц до выезда"."""
    ahead = tokens.words.ahead.intersection(tokens.texts[at + 1 : at + 2])
    before_event = bool(at and ahead) and tokens.texts[at - 1] == _BY
    return before_event or any(
        at >= len(phrase) and tokens.starts_with(at - len(phrase), phrase)
        for phrase in tokens.words.within
    )


def _is_not_free(tokens: Tokens, at: int) -> bool:
    """Whether "nothing is free": no appointment, say."""
    return any(map(tokens.words.nothing.get, tokens.texts[max(0, at - _NEAR_AGE) : at]))


def _pays(tokens: Tokens, at: int) -> bool:
    near = tokens.texts[max(0, at - _NEAR) : at + _NEAR]
    return any(tokens.words.pays.get(text) for text in near)


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
