"""A number as a fact: its bound, what it counts, and whether it may be somebody's age."""

from dataclasses import replace
from decimal import Decimal

from bot.verify.bounds import bound
from bot.verify.facts import EXAMPLE, OLDEST, ONE, YOUNGEST, Fact
from bot.verify.tokens import Tokens
from knowledge.text import stem

#: Kinds that an age may be of.
_AGES = frozenset({"year", "bare", "loose"})
#: How far from a number of years a word for an age may stand, in words, and one for an example's.
_NEAR_AGE, _BESIDE = 3, 2


def made(tokens: Tokens, kind: str, value: Decimal, at: int, end: int) -> Fact:
    """The fact of a number and its unit between two tokens, which are used by it."""
    tokens.used.update(range(at, end))
    if kind == "cent":
        kind, value = "amount", value / 100
    elif kind == "decade":
        kind, value = "year", value * 10
    normal: object = (int(value), 0) if kind == "time" else value.normalize() + 0
    may_be_age = kind in _AGES and YOUNGEST <= value <= OLDEST
    direction = bound(tokens, at, end, age=may_be_age) if kind != "time" else ""
    counted = noun(tokens, end) if kind in {"bare", ONE} else ""
    fact = Fact(kind, normal, tokens.all[at].start, tokens.all[end - 1].end, direction, counted)
    if may_be_age and not direction and _is_example(tokens, at):
        kinds = ("age", EXAMPLE) if kind == "year" else (EXAMPLE,)
        return replace(fact, readings=tuple(replace(fact, kind=kind) for kind in kinds))
    if kind in _AGES and _is_age(tokens, at, end, within=_NEAR_AGE):
        # "A thirty-year-old pays 70 euros", where those from 24 do.
        example = not direction and _is_age(tokens, at, end, within=_BESIDE)
        kinds = ("age", EXAMPLE) if example else ("age",)
        return replace(fact, readings=tuple(replace(fact, kind=kind) for kind in kinds))
    return fact


def noun(tokens: Tokens, end: int) -> str:
    """The stem of the word behind a number; empty if none stands there."""
    return stem(tokens.texts[end], tokens.words.language) if tokens.is_word(end) else ""


def _is_example(tokens: Tokens, at: int) -> bool:
    """Whether a number may be an example's age by the word in front: "Mit 30 zahlen Sie", "you are 30"."""
    return bool(at) and tokens.texts[at - 1] in tokens.words.aged


def _is_age(tokens: Tokens, at: int, end: int, *, within: int) -> bool:
    """Whether the words in a number of years, or so many beside it, make it somebody's age."""
    near = tokens.texts[max(0, at - within) : end + within]
    return any(tokens.words.age.get(text) for text in near)
