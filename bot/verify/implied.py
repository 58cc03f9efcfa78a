"""What says a number without one: "free", "costs nothing", "half of it", "within a week"."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from bot.verify.facts import MINORS, ONE, Fact
from bot.verify.number_facts import made
from bot.verify.spelled_dates import PREFIXES
from bot.verify.tokens import Tokens
from bot.verify.units import unit_at

#: Languages that write "with" and "for" together with the word.
_PREFIXED = frozenset({"ar", "fa"})
#: Units that a phrase like "within a" makes one of.
_ALONE = frozenset({"week", "month"})
#: Russian and Ukrainian "by so much".
_BY = "за"
#: How far apart "costs" and "nothing" may stand, in words.
_NEAR = 8
#: How far in front of "free" a "nothing" may stand, in words.
_CLOSE = 3


def implied(tokens: Tokens) -> Iterator[Fact]:
    """What says a number without one: "free", "costs nothing", "в течение месяца" (within a month)."""
    words = tokens.words
    for at, token in enumerate(tokens.all):
        if at in tokens.used or not tokens.is_word(at):
            continue
        if (words.free.get(token.text) and not _is_not_free(tokens, at)) or (
            words.nothing.get(token.text) and _pays(tokens, at)
        ):
            yield made(tokens, "amount", Decimal(0), at, at + 1)
        elif words.minors.get(token.text):
            yield Fact(MINORS, Decimal(18), token.start, token.end)
        elif (parts := words.fractions.get(token.text)) and not _is_half_more(tokens, at):
            yield replace(made(tokens, "fraction", Decimal(1), at, at + 1), value=(1, parts))
        elif (unit := unit_at(tokens, at)) in _ALONE and _is_one(tokens, at):
            yield made(tokens, str(unit), Decimal(1), at, at + 1)
        elif _is_alone(tokens, at):
            one = made(tokens, str(unit), Decimal(1), at, at + 1)
            yield replace(one, kind=ONE, readings=(one,))


def _is_half_more(tokens: Tokens, at: int) -> bool:
    """Whether a half belongs to what stands before it: "a month and a half"."""
    return any(
        tokens.starts_with(at + 1 - len(phrase), phrase)
        for phrase in tokens.words.and_a_half
        if at + 1 >= len(phrase)
    )


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
    """Whether "nothing is free", or "no free appointment"."""
    words = tokens.words
    return any(map(words.nothing.get, tokens.texts[max(0, at - _CLOSE) : at])) or (
        at > 0 and tokens.texts[at - 1] in words.negations
    )


def _pays(tokens: Tokens, at: int) -> bool:
    near = tokens.texts[max(0, at - _NEAR) : at + _NEAR]
    return any(tokens.words.pays.get(text) for text in near)
