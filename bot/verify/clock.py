"""Dates and times in figures, and the times of day that words tell: "noon", "half past four"."""

import re
from collections.abc import Iterator

from bot.verify.facts import Fact
from bot.verify.number_words import read_number
from bot.verify.quantities import decimal
from bot.verify.tokens import Tokens

_DATES = (
    re.compile(r"(?<![\d.])(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?!\d)"),
    re.compile(r"(?<![\d.,])(?P<d>\d{1,2})[./]\s?(?P<m>\d{1,2})[./]\s?(?P<y>\d{4})(?!\d)"),
    re.compile(r"(?<![\d.,])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.(?!\d)(?P<y>)"),
    re.compile(r"(?<![\d./,])(?P<d>\d{1,2})/(?P<m>0[1-9]|1[0-2])(?![\d/])(?P<y>)"),
    # "до 15.02": not a price, which would name its currency.
    re.compile(
        r"(?<![\d.,:])(?P<d>\d{1,2})\.(?P<m>0[1-9]|1[0-2])(?![\d:]|[.,]\d)(?P<y>)"
        r"(?!\s*(?:€|%|eur|евро|євро|يورو|avro|uhr|h\b|cent|prozent|процент|відсот|yuzde|درصد))"
    ),
)
_MONTH_YEAR = re.compile(r"(?<![\d./])(?P<m>0[1-9]|1[0-2])[./](?P<y>(?:19|20)\d{2})(?!\d)")
_TIMES = (
    re.compile(r"(?<![\d:.,])(\d{1,2})[:.](\d{2})\s*(?:uhr\b|h\b)?\s*(a\.?m\b\.?|p\.?m\b\.?|مساء\w*|عصرا?\b)"),
    re.compile(r"(?<![\d:.,])(\d{1,2}):(\d{2})(?![\d:])()"),
    re.compile(r"(?<![\d:.,])(\d{1,2})\.(\d{2})\s*(?:uhr|h)\b()"),
    re.compile(r"(?:saat|ora|orele|godz\.?|godzinie|الساعه|ساعت)\s+(\d{1,2})\.(\d{2})(?!\d)()"),
    re.compile(r"(?<![\d:.,])(\d{1,2})\s*uhr\s*(\d{2})(?!\d)()"),
    re.compile(r"(?<![\d:.,])(\d{1,2})\s?h\s?(\d{2})?(?![\w])()"),
    re.compile(r"(?<![\d:.,])(\d{1,2})()\s*(a\.?m\b\.?|p\.?m\b\.?|صباحا?\b|مساء\w*|عصرا?\b)"),
)  # fmt: skip
_NOON = 12


def dates_and_times(text: str) -> tuple[list[Fact], str]:
    """The facts in a folded text, and the text with blanks in their places."""
    facts: list[Fact] = []
    for find in (_dates, _month_years, _times):
        for fact in list(find(text)):
            if text[fact.start : fact.end].strip():
                facts.append(fact)
                text = text[: fact.start] + " " * (fact.end - fact.start) + text[fact.end :]
    return facts, text


def _dates(text: str) -> Iterator[Fact]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            day, month = int(match["d"]), int(match["m"])
            if 1 <= day <= 31 and 1 <= month <= 12:
                yield Fact("date", (day, month, int(match["y"] or 0)), *match.span())


def _month_years(text: str) -> Iterator[Fact]:
    for match in _MONTH_YEAR.finditer(text):
        yield Fact("month_year", (int(match["m"]), int(match["y"])), *match.span())


def _times(text: str) -> Iterator[Fact]:
    for pattern in _TIMES:
        for match in pattern.finditer(text):
            hour, minute = int(match[1]), int(match[2] or 0)
            half = match[3] or ""
            if half.startswith(("p", "مسا", "عصر")) and hour < 12:
                hour += 12
            if hour <= 24 and minute < 60:
                yield Fact("time", (hour, minute), *match.span())


def is_afternoon(tokens: Tokens) -> bool:
    """Whether a text speaks of the afternoon or evening; marks those words as used."""
    found = False
    for at in range(len(tokens)):
        if "nachmittag" in tokens.texts[at]:  # also inside "Donnerstagnachmittag"
            found = True
        for phrase in tokens.words.afternoon:
            if tokens.starts_with(at, phrase):
                tokens.used.update(range(at, at + len(phrase)))
                found = True
    return found


def spelled_times(tokens: Tokens) -> Iterator[Fact]:
    """Times like "noon", "halb neun" (8:30), "half past four", in tokens that are not used yet."""
    words = tokens.words
    for at, token in enumerate(tokens.all):
        if at in tokens.used:
            continue
        if words.noon.get(token.text):
            tokens.used.add(at)
            yield Fact("time", (12, 0), token.start, token.end)
        for phrases, minutes in ((words.half_to, -30), (words.half_past, 30)):
            for phrase in phrases:
                after = at + len(phrase)
                if tokens.starts_with(at, phrase) and (hour := _hour(tokens, after)):
                    end = after + hour[1]
                    tokens.used.update(range(at, end))
                    whole, minute = divmod(60 * hour[0] + minutes, 60)
                    where = (token.start, tokens.all[end - 1].end)
                    yield Fact("time", (whole or _NOON, minute), *where)


def _hour(tokens: Tokens, at: int) -> tuple[int, int] | None:
    """(hour, number of tokens) that a token begins."""
    if tokens.is_number(at):
        value = decimal(tokens.texts[at])
        return (int(value), 1) if value == int(value) and value <= 12 else None
    if at < len(tokens) and tokens.words.first.get(tokens.texts[at]):
        return 1, 1  # "половина первого", "пів на першу"
    read = read_number(tokens.texts, at, tokens.words) if at < len(tokens) else None
    return read if read and 1 <= read[0] <= 12 else None
