"""The words of a lexicon's file: folded, with ``*`` for any ending and ``-`` for a space or a hyphen."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.verify.facts import Bound
from knowledge.text import fold

#: Folded words in a row.
Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Forms:
    """Words with a value each, some known by their beginning only."""

    whole: Mapping[str, Any]
    beginnings: tuple[tuple[str, Any], ...]

    def get(self, word: str) -> Any:
        """The word's value, None if it has none."""
        if word in self.whole:
            return self.whole[word]
        return next((value for start, value in self.beginnings if word.startswith(start)), None)


@dataclass(frozen=True)
class Bodies:
    """How a language names offices: a general word, with others that say which one."""

    #: "office", "agency".
    heads: Forms
    #: Words that say nothing of which office it is: "local", "responsible".
    general: Forms
    #: Words that are passed over: "services" in "مكتب خدمات المواطنين".
    weak: Forms
    #: What a telling word looks like in front of the general one and right behind it; None: there is none.
    before: re.Pattern[str] | None
    beside: re.Pattern[str] | None
    #: Phrases behind the general word that a telling one follows: "des" in "bureau des étrangers".
    joins: tuple[Phrase, ...]


def strings(data: Any) -> Iterator[str]:
    """All words of a file's values."""
    if isinstance(data, str):
        yield from data.split()
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from strings(value)


def _word(word: str) -> str:
    return fold(word).replace("-", "_")


def word_set(names: str) -> frozenset[str]:
    """Words as they are looked up."""
    return frozenset(_word(name) for name in names.split())


def forms(pairs: Iterable[tuple[Any, str]]) -> Forms:
    """Words with a value each, given as (value, names)."""
    whole: dict[str, Any] = {}
    beginnings: list[tuple[str, Any]] = []
    for value, names in pairs:
        for name in names.split():
            if name.endswith("*"):
                beginnings.append((_word(name[:-1]), value))
            else:
                whole.setdefault(_word(name), value)
    # The longest beginning first: "pazartesi" is no "pazar".
    return Forms(whole, tuple(sorted(beginnings, key=lambda pair: -len(pair[0]))))


def words(names: str) -> Forms:
    """Words that are only looked for."""
    return forms([(True, names)])


def bodies(data: Mapping[str, str]) -> Bodies:
    """How a language names offices."""
    return Bodies(
        heads=words(data["heads"]),
        general=words(data["general"]),
        weak=words(data["weak"]),
        before=re.compile(fold(data["before"])) if data["before"] else None,
        beside=re.compile(fold(data["beside"])) if data["beside"] else None,
        joins=tuple(sorted(sequences(data["joins"]), key=len, reverse=True)),
    )


def sequences(phrases: str) -> tuple[Phrase, ...]:
    """Phrases that ``|`` parts, each as folded words in a row."""
    found = (tuple(fold(phrase).split()) for phrase in phrases.split("|"))
    return tuple(phrase for phrase in found if phrase)


def bounds(data: Mapping[str, Any], place: str = "") -> Iterator[tuple[Phrase, Bound]]:
    """Phrases with the direction that they give a number; ``place`` ends their keys."""
    directions: tuple[tuple[str, Bound], ...] = (("up", "up"), ("down", "down"), ("neutral", ""))
    for key, direction in directions:
        for phrase in sequences(data.get(f"{key}{place}", "")):
            yield phrase, direction


def compounds(data: Mapping[str, Any]) -> Iterator[tuple[re.Pattern[str], int, str]]:
    """Words that are a number and its unit at once: (pattern, number, unit)."""
    numbers = data.get("compound_numbers", {})
    for unit, stems in data.get("compound_units", {}).items():
        for stem in stems.split():
            ending = re.escape(_word(stem.rstrip("*")))
            for value, starts in numbers.items():
                for start in starts.split():
                    yield re.compile(rf"{_word(start)}{ending}\w*"), int(value), unit
    for quantity, names in data.get("whole", {}).items():
        number, unit = quantity.split()
        for name in names.split():
            yield re.compile(_word(name)), int(number), unit
    for unit, names in data.get("dual", {}).items():
        for name in names.split():
            # The Arabic "for", "in", "and" are written together with the word.
            kind = "amount" if unit == "euro" else unit
            yield re.compile(rf"[وبلف]?{_word(name)}"), 2, kind


def phrase_pattern(phrases: Iterable[str]) -> re.Pattern[str] | None:
    """What finds phrases of several words; None if there are none."""
    """What finds phrases of several words; None if there are none."""
    """Words that are a number and its unit at once."""
    """Phrases with the direction that they give a number, of the keys with an ending."""
    """Phrases that ``|`` parts, as folded words in a row."""
    """How offices are named."""
    """Words that are only looked for."""
    """Words with a value each, given as (value, names)."""
    """Words as they are looked up."""
    """All words of a file's values."""
    patterns = [
        r"[\s\-]".join(re.escape(fold(part)) for part in p.rstrip("*").split("-")) for p in phrases
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)") if patterns else None
