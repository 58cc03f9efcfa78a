"""What a line and its translation must have in common: figures, money, shares, months, addresses.

Only what can be told without understanding is compared, so that a difference is a mistake of the
text and hardly ever one of the check.
"""

import re
from collections import Counter
from functools import cache
from typing import Literal

from babel import Locale

from knowledge.languages import ORIGINAL
from knowledge.text import fold, words

Kind = Literal["numbers", "amounts", "percentages", "months", "addresses"]

_NUMBER = re.compile(r"\d[\d.,]*")
#: A figure with its decimals; thousands may be set apart by a space ("1 000").
_FIGURE = r"\d(?:[\d.,]|\s(?=\d{3}(?!\d)))*"
_EURO = r"(?:€|eur\b|eur[oò]\w*|евро|євро|يورو)"
_PERCENT = (
    r"(?:%|٪|pro[cz]ent\w*|per ?cent|проц\w*|відсот\w*|بالم\w+|في الم\w+|درصد|pour cent|la suta)"
)
_AMOUNT = re.compile(rf"€\s*({_FIGURE})|({_FIGURE})\s*(?:de\s)?{_EURO}")
_PERCENTAGE = re.compile(rf"(?:yuzde|%)\s*({_FIGURE})|({_FIGURE})\s*(?:de\s)?{_PERCENT}")
ADDRESS = re.compile(
    r"https?://\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.-])(?:[a-z0-9-]+\.)+(?:de|com|org|net|eu)(?![\w-])(?:/[\w./-]*)?",
    re.ASCII | re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_BRACKETS = re.compile(r"\(([^()]*[^\W\d_][^()]*)\)")
#: English clock times: "3 p.m.", "3:30 p.m.", "9 a.m." and the beginning of "3 to 6 p.m.".
_ENGLISH_TIME = re.compile(
    r"\b(?:(\d{1,2})(?::(\d\d))?\s*(?:to|[-–])\s*)?(\d{1,2})(?::(\d\d))?\s*([ap])\.?m\b\.?"
)
_NOON = re.compile(r"\b(?:12 )?noon\b")
_FULL_HOUR = re.compile(r"\b(\d{1,2})(?::| ?h ?)00\b")
#: Everyday words that may be a month: "may"; "mai", more; "mają", they have.
_EVERYDAY = {"en": {"may": 5, "march": 3}, "ro": {"mai": 5}, "pl": {"maja": 5}}
#: Languages in which a month's last letter tells its case.
_CASES = frozenset({"pl", "ru", "uk"})
_SHORT = 4
#: CLDR writes Arabic months as in Egypt; in the Levant and Iraq they are these.
_LEVANTINE = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول",
    "تشرين الأول", "تشرين الثاني", "كانون الأول",
)  # fmt: skip


def numbers(text: str, language: str = ORIGINAL) -> list[str]:
    """Numbers in Western digits, sorted; thousands and decimal marks are left out.

    A time is told by the 24-hour clock: "3 p.m." has the number 15, "8:00" the number 8.
    """
    folded = fold(text)
    if language == "en":
        folded = _NOON.sub("12", _ENGLISH_TIME.sub(_by_24_hours, folded))
    folded = _FULL_HOUR.sub(r"\1", folded)
    return sorted(re.sub(r"\D", "", number) for number in _NUMBER.findall(folded))


def differences(german: str, text: str, language: str) -> list[Kind]:
    """The kinds of facts in which a translated line differs from the German one."""
    # A range may name its unit once or twice ("300 to 1,800 euros"), so more is no difference.
    amounts = _measured(_AMOUNT, german) - _measured(_AMOUNT, text)
    percentages = _measured(_PERCENTAGE, german) - _measured(_PERCENTAGE, text)
    named, perhaps = months(text, language)
    named_in_german, _ = months(german, ORIGINAL)
    differs: dict[Kind, bool] = {
        "numbers": numbers(german)
        not in (
            numbers(text, language),
            numbers(_without_german(text, german), language),
        ),
        "amounts": bool(amounts),
        "percentages": bool(percentages),
        "months": not (named <= named_in_german <= named | perhaps),
        "addresses": _addresses(german) != _addresses(text),
    }
    return [kind for kind, differ in differs.items() if differ]


def months(text: str, language: str) -> tuple[set[int], set[int]]:
    """Months (1..12) that a line names in words: surely, and perhaps."""
    surely, perhaps = set(), set()
    names, everyday = _month_names(language), _EVERYDAY.get(language, {})
    for word in map(fold, _WORD.findall(text)):
        if number := everyday.get(word):
            perhaps.add(number)
        elif number := names.get(word) or names.get(word[:-1] + "*") or names.get(word + "*"):
            surely.add(number)
    return surely, perhaps


def _without_german(text: str, german: str) -> str:
    """Without the German terms that a translation keeps in brackets: they repeat a figure."""
    known = set(words(german))
    return _BRACKETS.sub(lambda kept: " " if known.issuperset(words(kept[1])) else kept[0], text)


def _measured(pattern: re.Pattern[str], text: str) -> set[str]:
    found = (one or other for one, other in pattern.findall(fold(text)))
    return {re.sub(r"\D", "", figure) for figure in found}


def _addresses(text: str) -> Counter[str]:
    return Counter(address.rstrip(".,;:)").lower() for address in ADDRESS.findall(text))


def _by_24_hours(match: re.Match[str]) -> str:
    first, minutes, last, last_minutes, half = match.groups()
    end = _hour(last, half)
    times = [f"{end}:{last_minutes}" if last_minutes else end]
    if first:
        # "3 to 6 p.m." begins in the afternoon too, "11 to 3 p.m." does not.
        start = _hour(first, half)
        start = first if int(start) > int(end) else start
        times.insert(0, f"{start}:{minutes}" if minutes else start)
    return " ".join(times)


def _hour(hour: str, half: str) -> str:
    return str(int(hour) % 12 + (12 if half == "p" else 0))


@cache
def _month_names(language: str) -> dict[str, int]:
    """Folded words by the number of their month; ``*`` stands for the letter that a case changes."""
    locale = Locale.parse(language)
    names = {}
    for context in ("format", "stand-alone"):
        for number, name in locale.months[context]["wide"].items():
            names[fold(name)] = number
            if language in _CASES and len(name) > _SHORT:
                names[fold(name)[:-1] + "*"] = number
    if language == "ar":
        names |= {fold(name): number for number, name in enumerate(_LEVANTINE, 1)}
    return names
