"""Which part of a text speaks of which of its facts."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from bot.verify.facts import CLOSED, DURATIONS, FIRST, MINORS, Fact, is_age
from bot.verify.lexicon import lexicon

_FAMILIES = {
    CLOSED: "weekday", "time": "clock", "hour": "clock", "month_year": "date", "date": "date", "named_month": "date",
}  # fmt: skip
#: Kinds that stay in a text from which its facts are taken: they say what it is about.
_KEPT = frozenset({"office", "body", "weekday", CLOSED, MINORS, FIRST})
Span = tuple[int, int]


def family(fact: Fact) -> str:
    """The kind, or one name for kinds that can be taken for each other."""
    return _FAMILIES.get(fact.kind, fact.kind)


def is_of_family(fact: Fact, name: str) -> bool:
    """Whether one of a fact's readings is of a family."""
    return any(family(reading) == name for reading in fact.all_readings)


def clause(folded: str, language: str, fact: Fact, facts: Sequence[Fact]) -> Span:
    """The part of a folded text that speaks of a fact and of no other of its family.

    Two facts of a family are parted at the last comma or "and" between them; the two ends of a range
    are not.
    """
    joins = "|".join(map(re.escape, sorted(lexicon(language).ranges, key=len, reverse=True)))
    separator = re.compile(
        rf"[,;،؛:]|(?<!\w)(?:{joins})(?!\w)" + (r"|(?<!\w)و" if language == "ar" else "")
    )
    start, end = 0, len(folded)
    siblings = [
        other for other in facts
        if is_of_family(other, family(fact)) and not _is_condition(fact, other)
    ]  # fmt: skip
    first, last = _range(folded, joins, fact, siblings)
    for other in siblings:
        if first <= other.start and other.end <= last:
            continue
        if other.end <= first:
            part = _parting(list(separator.finditer(folded, other.end, first)), facts)
            start = max(start, part.end() if part else start)
        elif other.start >= last:
            part = _parting(list(separator.finditer(folded, last, other.start)), facts)
            end = min(end, part.start() if part else end)
    return start, end


def _parting(between: Sequence[re.Match[str]], facts: Sequence[Fact]) -> re.Match[str] | None:
    """Which of the separators between two facts parts them.

    It is the last one, but a condition goes with what follows it: "ten years, and under 24, six".
    """
    # Where there are commas, "until" and "and" part nothing.
    between = [match for match in between if not match[0].isalpha()] or between
    for one, following in pairwise(between):
        if any(
            one.end() <= fact.start and fact.end <= following.start()
            and ((fact.kind in DURATIONS and fact.bound) or (fact.kind == "bare" and fact.noun and not fact.bound))
            for fact in facts
        ):  # fmt: skip
            return one
    return between[-1] if between else None


def _is_condition(one: Fact, other: Fact) -> bool:
    """Whether of two lengths of time one is the other's condition: "under 24 it is valid for six"."""
    if other.kind == "loose" and other.bound and not one.bound:
        return any(reading.kind == "year" for reading in other.readings)  # "under 24, it costs"
    return one.kind == other.kind in DURATIONS and is_age(one) != is_age(other)


def _range(folded: str, joins: str, fact: Fact, siblings: Sequence[Fact]) -> Span:
    """Where a fact stands, together with a range's other end ("6 to 11 years") or a list's days."""
    first, last = fact.start, fact.end
    listed = (
        ",،" if family(fact) == "weekday" else ""
    )  # "Monday, Tuesday and Thursday from 8 to 12"
    joined = re.compile(rf"\s*(?:(?:{joins}|[-–—‑{listed}])\s*){{1,2}}")
    for other in (*reversed(siblings), *siblings):
        if other.end <= first and joined.fullmatch(folded, other.end, first):
            first = other.start
        elif other.start >= last and joined.fullmatch(folded, last, other.start):
            last = other.end
    return first, last


def masked(folded: str, facts: Iterable[Fact], span: Span | None = None) -> str:
    """A folded text, or a part of it, without what is compared as a fact."""
    first, last = span or (0, len(folded))
    for fact in facts:
        if fact.kind not in _KEPT:
            folded = blanked(folded, (fact.start, fact.end))
    return " ".join(folded[first:last].split())


def blanked(text: str, span: Span) -> str:
    """A text with blanks in a part of it, so that places stay what they are."""
    return text[: span[0]] + " " * (span[1] - span[0]) + text[span[1] :]
