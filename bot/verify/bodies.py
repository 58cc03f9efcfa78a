"""Offices that no list names, told by what they look after: "passport agency", "دائرة الجوازات".

An office's name is a general word ("office") with words that say which one. Those words must stand
with such a general word in the passages too. General words without any ("the office") claim nothing.
"""

import re
from collections.abc import Iterable, Iterator

from bot.verify.facts import Fact
from bot.verify.tokens import Tokens
from knowledge.text import fragments

_ANY = re.compile(".+")
#: How far from the general word a telling one may stand, in words.
_NEAR = 2
_SHORTEST = 3


def bodies(tokens: Tokens) -> Iterator[Fact]:
    """The offices of a text; a fact's value is the word that tells which one and its fragments."""
    for at in range(len(tokens)):
        if tokens.is_word(at) and tokens.words.bodies.heads.get(tokens.texts[at]):
            telling = _telling(tokens, at)
            if telling:
                value = frozenset([telling, *fragments(telling, tokens.words.language)])
                yield Fact("body", value, tokens.all[at].start, tokens.all[at].end)


def _telling(tokens: Tokens, at: int) -> str:
    """The word that says which office the general word at a place is; empty if none does."""
    words = tokens.words.bodies
    near = range(1, _NEAR + 1)
    if words.before and (word := _first(tokens, [at - step for step in near], words.before)):
        return word
    if words.beside and (word := _first(tokens, [at + step for step in near], words.beside)):
        return word
    for join in words.joins:
        if tokens.starts_with(at + 1, join):
            behind = at + 1 + len(join)
            return _first(tokens, [behind, behind + 1], _ANY)
    return ""


def _first(tokens: Tokens, places: Iterable[int], form: re.Pattern[str]) -> str:
    words = tokens.words.bodies
    for place in places:
        if not tokens.is_word(place):
            break
        word = tokens.texts[place]
        if words.weak.get(word):
            continue
        if tokens.words.free.get(word) or tokens.words.weekdays.get(word):
            return ""  # "در اداره رایگان": free of charge at the office
        tells = len(word) >= _SHORTEST and form.fullmatch(word) and not words.general.get(word)
        return word if tells else ""
    return ""
