"""Whether a number is a least ("from 24", "24 and over") or a most ("under 24", "at the latest")."""

from bot.verify.facts import Bound
from bot.verify.lexicon import Lexicon
from bot.verify.lexicon_words import Phrase
from bot.verify.tokens import Tokens
from knowledge.text import fold

#: Words between a bound and its number that change nothing: "below the age of 24".
_FILLERS = frozenset(
    fold("the age of alter dem l âge ans varsta vârsta de wieku возраста возрасте віку سن").split()
)
#: How far from its number a bound may stand, in words.
_SKIPPED = 2
#: How far behind a number "before" may stand, in words.
_AHEAD = 2
#: Languages in which another word may stand between a number and a bound behind it.
_FAR = frozenset({"ar", "fa", "tr"})
#: How far in front of a bound a "not" may stand, in words.
_NEGATED = 4
#: What may stand between a bound and its number.
_DASHES = frozenset(":–—-")
#: Words that another one makes a comparative of.
_COMPARING = frozenset({("более",), ("больше",), ("більше",), ("більш",)})
#: How many words in front of a number are looked at.
_BEFORE = 8


def bound(tokens: Tokens, at: int, end: int, *, age: bool = False) -> Bound:
    """The direction that the words beside a number give it.

    ``age``: it may be somebody's age, of which "after 24" and "not 24 yet" are bounds as well.
    """
    after = bound_after(tokens, end)
    if after:
        return after
    before = _words_before(tokens, at)
    telling = [word for word in before if word not in _FILLERS]
    phrases = tokens.words.bounds_before + (tokens.words.bounds_of_age if age else ())
    # "À partir de" has a filler of its own, "below the age of" has others between it and the number.
    phrase, direction = max(
        (_longest(row, phrases, tokens.words) for row in (before, telling)),
        key=lambda found: len(found[0]),
    )
    ahead = tokens.words.ahead.intersection(tokens.texts[end : end + _AHEAD])
    if direction and ahead:
        if tokens.words.in_time.intersection(phrase):
            # Two days before at the latest: at least two.
            return "up" if direction == "down" else "down"
        if direction == "down":
            return (
                ""  # "until two days before" and "up to two days before" are told apart by nothing
            )
    return direction


def _longest(
    before: list[str], phrases: tuple[tuple[Phrase, Bound], ...], words: Lexicon
) -> tuple[Phrase, Bound]:
    """(phrase, direction) of the longest phrase that ends a row of words, or nearly."""
    best: tuple[Phrase, Bound] = ((), "")
    nearest = 0, 0
    for phrase, direction in phrases:
        size = len(phrase)
        for skip in range(_SKIPPED):
            stop = len(before) - skip
            start = stop - size
            if start < 0 or tuple(before[start:stop]) != phrase or (size, -skip) <= nearest:
                continue
            if skip and phrase in _COMPARING:
                continue  # "более новый" is newer
            nearest = size, -skip
            negated = set(before[max(0, start - _NEGATED) : start]) & words.negations
            best = (phrase, "" if negated else direction)
    return best


def bound_after(tokens: Tokens, end: int) -> Bound:
    """The direction that the words behind a number give it: "24 or older"."""
    words = tokens.words
    for skip in range(_SKIPPED if words.language in _FAR else 1):
        skipped = tokens.texts[end : end + skip]
        if words.ranges.intersection(skipped) or not all(word.isalpha() for word in skipped):
            break
        for phrase, direction in words.bounds_after:
            if tokens.starts_with(end + skip, phrase):
                return direction
    return ""


def _words_before(tokens: Tokens, at: int) -> list[str]:
    before: list[str] = []
    if at and tokens.texts[at - 1] in _DASHES:
        at -= 1  # "the maximum: 300 euros"
    while len(before) < _BEFORE and tokens.is_word(at - 1):
        at -= 1
        before.insert(0, tokens.texts[at])
    return before
