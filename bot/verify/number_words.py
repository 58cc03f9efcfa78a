"""Numbers written as words: "sechsundvierzig", "quatre-vingt-dix", "خمسة عشر", "двадцать пять"."""

import re
from collections.abc import Sequence
from functools import cache

from bot.verify.lexicon import Lexicon

_UNITS = {
    "null": 0, "ein": 1, "eins": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1, "eines": 1,
    "zwei": 2, "zwo": 2, "zweien": 2, "drei": 3, "dreien": 3, "vier": 4, "funf": 5, "sechs": 6, "sieben": 7, "acht": 8,
    "neun": 9, "zehn": 10, "elf": 11, "zwolf": 12, "dreizehn": 13, "vierzehn": 14, "funfzehn": 15,
    "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19, "dritt": 3, "siebt": 7,
}  # fmt: skip
_TENS = {
    "zwanzig": 20, "dreissig": 30, "vierzig": 40, "funfzig": 50, "sechzig": 60, "siebzig": 70,
    "achtzig": 80, "neunzig": 90,
}  # fmt: skip
_GERMAN = re.compile(
    rf"(?:(?P<thousands>[a-z]*?)tausend)?(?:(?P<hundreds>{'|'.join(sorted(_UNITS, key=len, reverse=True))})?(?P<hundred>hundert))?"
    rf"(?:und)?(?:(?P<one>ein|zwei|drei|vier|funf|sechs|sieben|acht|neun)und)?(?P<ten>{'|'.join(_TENS)})?"
    rf"(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})?(?P<ordinal>s?te[nrsm]?)?"
)
#: Ordinals whose stem ends in a "t" of its own.
_GERMAN_ORDINALS = re.compile(r"(dritt|siebt|acht)e[nrsm]?")
_GERMAN_UNIT = re.compile(r"(\w+?)(jahrig|monatig|wochig|tagig|stundig|minutig)(?:e[nrsm]?)?")
_GERMAN_UNITS = {
    "jahrig": "year", "monatig": "month", "wochig": "week", "tagig": "day", "stundig": "hour",
    "minutig": "minute",
}  # fmt: skip


@cache
def german_number(word: str) -> int | None:
    """A folded German number word's value, up to 999 999; ordinals too."""
    if ordinal := _GERMAN_ORDINALS.fullmatch(word):
        return _UNITS[ordinal[1]]
    match = _GERMAN.fullmatch(word)
    if not word or match is None or word in {"s", "te", "ten", "und"} or word.startswith("und"):
        return None
    found = match.groupdict()
    if not any(found[k] for k in ("hundred", "one", "ten", "unit")) and "tausend" not in word:
        return None
    total = 0
    if found["thousands"] is not None:
        thousands = german_number(found["thousands"]) if found["thousands"] else 1
        if thousands is None:
            return None
        total += 1000 * thousands
    if found["hundred"]:
        total += 100 * _UNITS.get(found["hundreds"] or "ein", 1)
    total += _UNITS.get(found["one"] or "", 0) + _TENS.get(found["ten"] or "", 0)
    return total + _UNITS.get(found["unit"] or "", 0)


def compound(word: str, words: Lexicon) -> tuple[int, str] | None:
    """Number and unit of a word that holds both ("zweiwöchig", "двухнедельный", "أسبوعين")."""
    if words.language == "de":
        match = _GERMAN_UNIT.fullmatch(word)
        value = german_number(match[1]) if match else None
        return (value, _GERMAN_UNITS[match[2]]) if match and value is not None else None
    return next(((n, unit) for form, n, unit in words.compounds if form.fullmatch(word)), None)


def value_of(word: str, words: Lexicon) -> int | None:
    """One folded word's value."""
    if words.weekdays.get(word) and word not in words.weekdays_ambiguous:
        return None  # "czwartek" is no fourth
    if words.language == "de":
        return german_number(word)
    value: int | None = words.numbers.get(word)
    if value is None and words.language == "ar":
        bare = word[1:] if len(word) > 3 and word[0] in "وبلف" else word
        bare = bare[2:] if len(bare) > 4 and bare.startswith("ال") else bare
        value = words.numbers.get(bare) if bare != word else None
    return value


def read_number(tokens: Sequence[str], start: int, words: Lexicon) -> tuple[int, int] | None:
    """The number that begins at a token: (value, number of tokens); None if none does.

    ``tokens`` are folded words and single signs. Parts are added up as long as each is smaller than
    what the one before leaves open: "twenty" and "five", but not "five" and "six".
    """
    first = value_of(tokens[start], words)
    if first is None:
        return None
    total, current, at, end = 0, 0, start, start
    while at < len(tokens):
        value = value_of(tokens[at], words)
        if value is None:
            joins = tokens[at] in {"-", words.connector} and at > start
            if tokens[at] == "de" and _counts_thousands(tokens, at + 1, words):
                at += 1
                continue
            if joins and _continues(tokens, at + 1, words):
                at += 1
                continue
            break
        if at > start and not _fits(current, total, value, tokens[at], words):
            break
        if value == 1000:
            total, current = total + max(current, 1) * 1000, 0
        elif value == 100:
            current = current + 100 if current >= 10 else max(current, 1) * 100
        elif value == 20 and current % 100 == 4 and words.language == "fr":
            current += 76
        else:
            current += value
        at += 1
        end = at
    return total + current, end - start


def _counts_thousands(tokens: Sequence[str], at: int, words: Lexicon) -> bool:
    """Whether "de mii" goes on, the Romanian thousands behind a number above nineteen."""
    return words.language == "ro" and at < len(tokens) and value_of(tokens[at], words) == 1000


def _continues(tokens: Sequence[str], at: int, words: Lexicon) -> bool:
    """Whether the number behind an "and" is part of the one before it: not "300 and one thousand"."""
    value = value_of(tokens[at], words) if at < len(tokens) else None
    following = value_of(tokens[at + 1], words) if at + 1 < len(tokens) else None
    begins_anew = value is not None and value < 10 and following in {100, 1000}
    return value is not None and not (begins_anew and words.language not in {"ar", "fa"})


def _fits(current: int, total: int, value: int, word: str, words: Lexicon) -> bool:
    if value == 1000:
        return total == 0
    if value == 100:
        return 0 < current < 10
    if current == 0:
        return True
    if words.language == "fr" and value == 20 and current % 100 == 4:
        return True
    if words.language == "fr" and current % 100 in {60, 80} and 0 < value < 20:
        return True
    if words.language == "ar":
        joined = word.startswith("و")
        if value == 10 and 0 < current % 100 < 10:
            return True
        return joined and (current % 100 == 0 or (20 <= value < 100 and 0 < current % 100 < 10))
    if value >= 100:
        return False
    if value >= 10:
        return current % 100 == 0
    # "on iki" is twelve in Turkish; elsewhere ten and two are two numbers.
    ten = current % 100 == 10 and words.language != "tr"
    return value > 0 and current % 10 == 0 and not ten
