"""All facts of a sentence or a line of a passage."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.verify.bodies import bodies
from bot.verify.clock import dates_and_times, is_afternoon, spelled_times
from bot.verify.combine import combined
from bot.verify.contacts import phones, shapes
from bot.verify.counts import said_counts
from bot.verify.facts import ONE, Fact
from bot.verify.implied import implied
from bot.verify.offices import offices
from bot.verify.opening import with_closed
from bot.verify.periods import periods
from bot.verify.quantities import quantities
from bot.verify.spelled_dates import months_and_weekdays
from bot.verify.tokens import Tokens, normalised
from knowledge.text import fold

# Arabic joins "and" to a figure, so only Latin letters make a code ("B1", "i94").
_CODE = re.compile(
    r"(?<!\w)(?!m[23](?!\w))(?:[a-z]{1,4}\d+\w*|[a-z]+\d+[a-z]+)|(?<!\w)\d+[a-z]\d\w*"
)
#: How far behind an office its German name may stand in brackets, in characters.
_BRACKET = 30
#: A law's short name has a second capital: "AufenthG", "BGB", "StVO".
_LAW = re.compile(r"\b[^\W\d_]+[A-ZÄÖÜ][^\W\d_]*")
_ROMAN = re.compile(r"\b(?=[IVXL]{2,7}\b)X{0,3}(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})\b")


@dataclass(frozen=True, slots=True)
class Extract:
    """A text's folded form and the facts in it, by position."""

    text: str
    facts: tuple[Fact, ...]


@lru_cache(maxsize=4096)
def extract(text: str, language: str) -> Extract:
    """A text's facts; ``language`` is the one that it is written in.

    Each reader takes what it recognises out of the text, so that the next one cannot read it again.
    """
    folded = normalised(text, language)
    facts = [*_roman_numbers(text), *_strange_numbers(text)]
    rest = folded
    for read in (shapes, dates_and_times, phones, _codes):
        found, rest = read(rest)
        facts += found
    facts = list(_with_laws(text, facts))
    tokens = Tokens(rest, language)
    afternoon = is_afternoon(tokens)
    facts += spelled_times(tokens)
    facts += said_counts(tokens, [*quantities(tokens), *implied(tokens)])
    facts += months_and_weekdays(tokens)
    facts.sort(key=_place)
    facts = combined(folded, facts, tokens.words, afternoon=afternoon)
    facts = with_closed(tokens, facts)
    taken = [(fact.start, fact.end) for fact in facts if fact.kind != ONE]
    facts += [
        period
        for period in periods(folded)
        if not any(start < period.end and period.start < end for start, end in taken)
    ]
    named = [Fact("office", name, start, end) for name, start, end in offices(folded)]
    facts += named
    facts += [body for body in bodies(tokens) if not _is_named(body, named, folded)]
    return Extract(folded, tuple(sorted(facts, key=_place)))


def _is_named(body: Fact, named: list[Fact], text: str) -> bool:
    """Whether a list of offices knows this one, or its German name follows in brackets."""
    return any(
        (office.start <= body.start < office.end)
        or (
            body.end <= office.start <= body.end + _BRACKET and "(" in text[body.end : office.start]
        )
        for office in named
    )


def _place(fact: Fact) -> tuple[int, int]:
    return fact.start, fact.end


def _codes(text: str) -> tuple[list[Fact], str]:
    """Codes of letters and figures ("B1") in a folded text, and the text with blanks for them."""
    facts = [Fact("code", match[0], *match.span()) for match in _CODE.finditer(text)]
    return facts, _CODE.sub(lambda match: " " * len(match[0]), text)


def _with_laws(text: str, facts: list[Fact]) -> Iterator[Fact]:
    """The facts; a paragraph is of a law only if it is written like one: "§ 24 AufenthG", "§ 24 zahlen"."""
    laws = {fold(word) for word in _LAW.findall(text)}
    for fact in facts:
        if fact.kind == "paragraph" and fact.value[1] not in laws:
            fact = replace(fact, value=(fact.value[0], ""))
        yield fact


def _roman_numbers(text: str) -> Iterator[Fact]:
    for match in _ROMAN.finditer(text):
        yield Fact("roman", match[0].casefold(), *match.span())


def _strange_numbers(text: str) -> Iterator[Fact]:
    """Characters that are numbers in no script that Hanni writes: ``四``, ``½``, ``Ⅷ``."""
    for at, character in enumerate(text):
        if character.isnumeric() and not character.isdecimal() and character not in "²³":
            value = unicodedata.numeric(character)
            yield Fact("sign", str(value), at, at + 1)
