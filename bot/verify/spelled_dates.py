"""Dates, months and weekdays in words: "15. Februar", "the fifteenth of May 2026", "شباط/فبراير"."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.verify.bounds import bound
from bot.verify.facts import NAMED_MONTH, Fact
from bot.verify.tokens import Tokens

#: What years are: a bare number among them is one.
YEARS = range(1900, 2101)
#: Endings that make figures an ordinal: "2nd", "2-й", "2er".
ORDINAL = re.compile(
    r"-?(?:и|ий|та|те|st|nd|rd|th|er|ere|eme|e|го|ого|е|й|я|ю|му|ом|му|lea|a|inci|nci|uncu|uncu|ci|cu|ين)(?!\w)"
)
#: Arabic and Persian prefixes that are written together with the word.
PREFIXES = "وبلف"
_BETWEEN = frozenset({".", "-", "of", "de", "the"})
_SHORT_BETWEEN = frozenset({"ال", "من"})


def spelled_date(tokens: Tokens, at: int, end: int, value: Decimal) -> Fact | None:
    """The date whose day is the number between two tokens; marks its tokens as used."""
    if value != int(value) or not 1 <= value <= 31:
        return None
    found = month_after(tokens, end)
    if found is None and at and tokens.words.language == "en" and month_at(tokens, at - 1):
        # "February 15"
        month, last = month_at(tokens, at - 1) or 0, end - 1
        at -= 1
    elif found is None:
        return None
    else:
        month, last = found
    ranged = set(tokens.texts[end:last]) & (tokens.words.ranges - {"de"})
    last = _second_name(tokens, last)
    year, after = _year(tokens, last + 1)
    tokens.used.update(range(at, after))
    if ranged:  # "15 and 30 March": the day in front of the "and"
        tokens.used.difference_update(range(end, after))
    start = tokens.all[at].start
    where = (start, tokens.all[after - 1].end)
    return Fact("date", (int(value), month, year), *where, bound(tokens, at, after))


def month_after(tokens: Tokens, at: int) -> tuple[int, int] | None:
    """(month, its token) behind a day: "15. Februar", "15 de mai", "15th of May"."""
    for ahead in range(at, min(at + 4, len(tokens))):
        text = tokens.texts[ahead]
        month = month_at(tokens, ahead)
        if month:
            return month, ahead
        short = len(text) <= 3 and not tokens.is_number(ahead)
        joins = short and text in tokens.words.ranges | _SHORT_BETWEEN
        if not (text in _BETWEEN or ORDINAL.fullmatch(text) or joins):
            return None
    return None


def month_at(tokens: Tokens, at: int) -> int | None:
    """The month that a token names."""
    if tokens.is_number(at):
        return None
    text = tokens.texts[at]
    month = tokens.words.months.get(text)
    if month is None and tokens.words.language == "ar" and len(text) > 4 and text[0] in PREFIXES:
        month = tokens.words.months.get(text[1:])
    return int(month) if month else None


def months_and_weekdays(tokens: Tokens) -> Iterator[Fact]:
    """The months and weekdays that stand alone, in tokens that are not used yet."""
    words = tokens.words
    for at, token in enumerate(tokens.all):
        if at in tokens.used or not tokens.is_word(at):
            continue
        month = month_at(tokens, at)
        if month:
            year, after = _year(tokens, _second_name(tokens, at) + 1)
            if year:
                tokens.used.update(range(at, after))
                end = tokens.all[after - 1].end
                yield Fact("month_year", (month, year), token.start, end)
            elif token.text not in words.months_ambiguous:
                yield Fact(NAMED_MONTH, month, token.start, token.end)
        elif token.text not in words.weekdays_ambiguous and (day := words.weekdays.get(token.text)):
            yield Fact("weekday", day, token.start, token.end)


def _second_name(tokens: Tokens, at: int) -> int:
    """The Arabic calendar's months have two names: "شباط/فبراير"; the last token of both."""
    two = at + 2 < len(tokens) and tokens.texts[at + 1] == "/" and month_at(tokens, at + 2)
    return at + 2 if two else at


def _year(tokens: Tokens, at: int) -> tuple[int, int]:
    """(the year that stands at a token or 0, where it ends)."""
    for ahead in (at, at + 1):
        if tokens.is_number(ahead):
            text = tokens.texts[ahead]
            if text.isdigit() and int(text) in YEARS:
                return int(text), ahead + 1
            break
        if ahead < len(tokens) and tokens.texts[ahead] not in {",", "de", "."}:
            break
    return 0, at
