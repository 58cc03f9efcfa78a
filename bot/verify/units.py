"""What a number counts: euros, weeks, square metres; also when its unit stands at a range's other end."""

from bot.verify.bounds import bound_after
from bot.verify.facts import DURATIONS
from bot.verify.number_words import read_number
from bot.verify.spelled_dates import ORDINAL, PREFIXES, YEARS, month_after
from bot.verify.tokens import Tokens

DASHES = frozenset("-–—‑/")
#: Languages that write an ordinal with a full stop.
_DOTTED_ORDINALS = frozenset({"de", "pl"})
_GERMAN_ENDS = {
    "monate": "month", "monaten": "month", "jahre": "year", "jahren": "year", "wochen": "week",
    "tagen": "day",
}  # fmt: skip
#: Units that may stand in front of their number: "EUR 15", "yüzde 5".
_BEFORE = frozenset({"amount", "percent", "foreign"})
#: Those of a unit itself: with "and" something else begins ("to 18, and on Tuesday").
_WITH = PREFIXES.replace("و", "")
#: "15. Tag", "24-jährig", "46,- Euro", "10 de zile": what may stand between number and unit.
_BETWEEN = frozenset({"-", ".", ",", "–", "_", "de"})
_SHORTEST_ADJECTIVE = 4


def unit_at(tokens: Tokens, at: int) -> str | None:
    """The unit that a token names."""
    if not 0 <= at < len(tokens) or tokens.is_number(at):
        return None
    words, text = tokens.words, tokens.texts[at]
    if text in words.clock_after:
        return "time"
    unit = words.units.get(text)
    prefixed = words.language in {"ar", "fa"} and len(text) > 3 and text[0] in _WITH
    if unit is None and prefixed:
        unit = words.units.get(text[1:])
    if unit is None and words.language == "de":
        # "Partnermonate": a German compound's last part.
        unit = next((u for end, u in _GERMAN_ENDS.items() if text.endswith(end)), None)
    return str(unit) if unit else None


def unit_of(tokens: Tokens, at: int, end: int, *, spelled: bool) -> tuple[str, int]:
    """(unit, where it ends) of the number between two tokens; ``bare`` or ``ordinal`` without one."""
    if _behind_clock(tokens, at) and unit_at(tokens, end) not in DURATIONS - {"day"}:
        return "time", end
    if _is_before_afternoon(tokens, end):
        return "time", end
    after = _unit_place(tokens, end)
    if not spelled and ORDINAL.match(tokens.text, tokens.all[end - 1].end):
        unit = unit_at(tokens, end + 1)
        return (unit, end + 2) if unit else ("ordinal", end + 1)
    if (unit := unit_at(tokens, after)) and not _is_prefix(tokens, after):
        return unit, after + 1
    if at and at - 1 not in tokens.used and (unit := unit_at(tokens, at - 1)) in _BEFORE:
        tokens.used.add(at - 1)
        return str(unit), end
    last = tokens.texts[end - 1]
    year = not spelled and last.isdigit() and int(last) in YEARS
    aged = at > 0 and tokens.words.age.get(tokens.texts[at - 1])
    if not (year or aged) and (unit := _range_unit(tokens, after, figures=not spelled)):
        return unit, end
    if after == end and not year and _is_adjective(tokens, after):
        unit = unit_at(tokens, after + 1)
        if unit in DURATIONS or (unit == "amount" and not spelled):
            return str(unit), after + 2  # "two whole years", "les 24 500 premiers euros"
    if _is_dotted_ordinal(tokens, end, spelled=spelled):
        return "ordinal", end + 1
    return "bare", end


def _is_prefix(tokens: Tokens, at: int) -> bool:
    """Whether a unit is written together with the number behind it: "€5.20"."""
    return tokens.is_number(at + 1) and tokens.all[at].end == tokens.all[at + 1].start


def _behind_clock(tokens: Tokens, at: int) -> bool:
    before = tokens.texts[at - 1] if at else ""
    if before in {".", "_"} and at > 1:
        before = tokens.texts[at - 2]
    return before in tokens.words.clock_before


def _is_before_afternoon(tokens: Tokens, at: int) -> bool:
    """Whether a number is an hour by what follows it: "six in the evening"."""
    return any(
        tokens.starts_with(at, phrase) and (len(phrase) > 1 or unit_at(tokens, at) is None)
        for phrase in tokens.words.afternoon
    )


def _unit_place(tokens: Tokens, end: int) -> int:
    after = end
    while after < len(tokens) and tokens.texts[after] in _BETWEEN:
        dash = tokens.texts[after + 1 : after + 2] in (["-"], ["–"])
        if tokens.texts[after] == "," and not dash:
            break
        after += 1
    return after


def _is_adjective(tokens: Tokens, at: int) -> bool:
    """Whether a word may stand between a number and its unit."""
    words = tokens.words
    return (
        tokens.is_word(at)
        and len(tokens.texts[at]) >= _SHORTEST_ADJECTIVE
        and read_number(tokens.texts, at, words) is None
        and tokens.texts[at] not in words.ranges
        and not words.halves.get(tokens.texts[at])
    )


def _is_dotted_ordinal(tokens: Tokens, end: int, *, spelled: bool) -> bool:
    dotted = not spelled and tokens.words.language in _DOTTED_ORDINALS
    return dotted and tokens.texts[end : end + 1] == ["."] and tokens.is_word(end + 1)


def _range_unit(tokens: Tokens, after: int, *, figures: bool) -> str | None:
    """The unit behind a range's other end: "24 to 36 months", "8–14 Uhr"."""
    words = tokens.words
    if not (0 < after <= len(tokens) and tokens.texts[after - 1] in DASHES):
        if after >= len(tokens) or bound_after(tokens, after):  # "24 or older: 46 euros"
            return None
        if tokens.texts[after] not in words.ranges | DASHES | {","}:
            return None
        after += 1
    # "from 8 to about 10 o'clock": the other end may have a word in front of it.
    joined = tokens.texts[after - 1]
    comma = joined == ","
    if comma and tokens.is_number(after) != figures:
        return None  # "394, beş yaşındaki için 227": a list is written in one way
    for at in (after,) if comma or joined in DASHES else (after, after + 1, after + 2):
        if at >= len(tokens):
            return None
        skipped = tokens.texts[after:at]
        if not all(text[0].isalpha() for text in skipped):
            return None
        if len(skipped) == 2 and skipped[0] not in words.bound_words:
            return None
        length = _number_length(tokens, at)
        if not length:
            continue
        if month_after(tokens, at + length) is not None:
            return None
        unit, _ = unit_of(tokens, at, at + length, spelled=True)
        return unit if unit not in {"bare", "ordinal"} else None
    return None


def _number_length(tokens: Tokens, at: int) -> int:
    """Of how many tokens the number is that begins at one; 0 if none does."""
    if tokens.is_number(at):
        return 1
    read = read_number(tokens.texts, at, tokens.words)
    if read is None or (read[1] == 1 and tokens.texts[at] in tokens.words.ambiguous):
        return 0
    return read[1]
