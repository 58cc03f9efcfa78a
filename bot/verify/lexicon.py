"""What numbers, units, months and offices are called in each language: ``lexicon/<language>.yaml``.

Words are kept folded (:func:`knowledge.text.fold`). In the files ``*`` behind a word stands for any
ending, ``-`` for a space or a hyphen.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.verify.facts import Bound
from knowledge.text import fold

#: Folded words in a row.
Phrase = tuple[str, ...]

_FOLDER = Path(__file__).parent / "lexicon"
#: Read in every language: what a model may leave in German, and how symbols and units are written.
_COMMON_UNITS = {
    "amount": "€ eur euro",
    "percent": "% ٪ prozent",
    "permille": "‰ promille",
    "foreign": "$ £ ₽ ₺ usd dollar dollars pln zloty zl rub tl lira lei chf gbp",
    "m2": "qm quadratmeter quadratmetern sqm",
    "m": "m meter metern metre metres metr metry metrow метр метра метров метри метрів متر أمتار metri",
    "m3": "cb kubikmeter kubikmetern cbm cubic-metres cubic-metre cubic-meters metreküp metreküpe "
    "кубометрів кубометри кубометра кубометров metrów-sześciennych metry-sześcienne mètres-cubes "
    "metri-cubi أمتار-مكعبة متر-مكعب متر-مکعب кубічних-метрів кубических-метров",
    "km": "km kilometer kilometern kilometre kilometres",
    "cm": "cm см سم zentimeter zentimetern centimetre centimetres centimeter centimeters centimètre centimètres "
    "centimetri santim santimetre сантиметр сантиметра сантиметров сантиметри сантиметрів centymetr centymetry "
    "centymetrów centymetra سنتيمتر سنتيمترا سنتيمترات سانتیمتر سانتی-متر",
    "l": "l liter litern litre litres litr litra litrow litry литр литра литров літр літра літрів لتر لیتر litri",
    "kg": "kg kilo kilogramm",
}


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


@dataclass(frozen=True)
class Lexicon:
    """One language's words."""

    language: str
    numbers: Forms
    #: "First", which is a number only of a month's day.
    first: Forms
    #: Words that are numbers only in front of a unit ("neuf", "ein").
    ambiguous: frozenset[str]
    connector: str
    units: Forms
    #: Words that are a number and its unit at once ("zweiwöchig", the Arabic dual).
    compounds: tuple[tuple[re.Pattern[str], int, str], ...]
    months: Forms
    months_ambiguous: frozenset[str]
    weekdays: Forms
    weekdays_ambiguous: frozenset[str]
    free: Forms
    #: With a word of ``pays`` near it, "nothing" is free: "costs nothing".
    nothing: Forms
    pays: Forms
    #: The direction that phrases give the number behind or before them.
    bounds_before: tuple[tuple[Phrase, Bound], ...]
    #: Those of an age only: "after 24".
    bounds_of_age: tuple[tuple[Phrase, Bound], ...]
    bounds_after: tuple[tuple[Phrase, Bound], ...]
    #: Words of bounds in time ("at the latest"), and what turns them around: "two days before".
    in_time: frozenset[str]
    ahead: frozenset[str]
    #: All words of ``bounds_before``.
    bound_words: frozenset[str]
    #: Phrases between which and its unit a number is one: "в течение недели".
    within: tuple[Phrase, ...]
    #: Units that may mean one without saying so: "ważny rok", "سنة"; that claims nothing.
    alone: frozenset[str]
    negations: frozenset[str]
    ranges: frozenset[str]
    #: Those of ``ranges`` that mean everything between, too: "Monday to Friday".
    through: frozenset[str]
    halves: Forms
    #: Phrases behind a number that make it a half more: "two and a half".
    and_a_half: tuple[Phrase, ...]
    clock_after: frozenset[str]
    clock_before: frozenset[str]
    noon: Forms
    #: An office is not open: "closed", "geschlossen".
    closed: Forms
    afternoon: tuple[Phrase, ...]
    #: Phrases in front of an hour, half an hour before and after it ("halb neun", "half past").
    half_to: tuple[Phrase, ...]
    half_past: tuple[Phrase, ...]
    #: By section of a record, "any" or "payment": things that its lists hold.
    counted: tuple[tuple[str, Forms], ...]
    bodies: Bodies
    #: Beside a number of years they make it an age.
    age: Forms
    #: Words in front of a number that may be an example's age: "with 30".
    aged: frozenset[str]
    #: Who is under 18.
    minors: Forms
    #: A sentence with them adds or compares numbers: "in total", "cheaper".
    sum: Forms
    difference: Forms
    #: "Twice", which a period behind it does not make an amount's.
    times: frozenset[str]
    #: Parts of a whole: "half", "third".
    fractions: Forms
    #: Phrases of several words, which are read as one.
    phrases: re.Pattern[str] | None


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language of :data:`knowledge.languages.SUPPORTED`."""
    data = yaml.safe_load((_FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    phrases = sorted(
        {p for p in _strings([data, _COMMON_UNITS]) if "-" in p.strip("-")}, key=len, reverse=True
    )
    units = dict(_COMMON_UNITS)
    for unit, names in data["units"].items():
        units[unit] = f"{units.get(unit, '')} {names}"
    units["amount"] = f"{units['amount']} {data['euro']}"
    units["percent"] = f"{units['percent']} {data['percent']}"
    units["cent"] = data["cent"]
    months = data["months"]
    if data.get("month_suffix"):
        months = [f"{names}*" for names in months]
    before = tuple(_bounds(data))
    return Lexicon(
        language=language,
        numbers=_forms((int(value), names) for value, names in data["numbers"].items()),
        first=_words(data["first"]),
        ambiguous=_set(data["ambiguous"]),
        connector=fold(data["and"]),
        units=_forms(units.items()),
        compounds=tuple(_compounds(data)),
        months=_forms((number, names) for number, names in enumerate(months, 1)),
        months_ambiguous=_set(data["months_alone_ambiguous"]),
        weekdays=_forms((number, names) for number, names in enumerate(data["weekdays"], 1)),
        weekdays_ambiguous=_set(data["weekdays_ambiguous"]),
        free=_words(data["free"]),
        nothing=_words(data["nothing"]),
        pays=_words(data["pays"]),
        bounds_before=before,
        bounds_of_age=tuple(_bounds(data, "_age")),
        bounds_after=tuple(_bounds(data, "_after")) + (before if data.get("bounds_follow") else ()),
        in_time=_set(data["in_time"]),
        ahead=_set(data["ahead"]),
        bound_words=frozenset(word for phrase, _ in before for word in phrase),
        within=_sequences(data["within"]),
        alone=_set(data.get("alone", "")),
        negations=_set(data["not"]),
        ranges=_set(data["range"]),
        through=_set(data["through"]),
        halves=_words(data["half"]),
        and_a_half=_sequences(data["and_a_half"]),
        clock_after=_set(data["clock_after"]),
        clock_before=_set(data["clock_before"]),
        noon=_words(data["noon"]),
        closed=_words(data["closed"]),
        afternoon=_sequences(data["afternoon"]),
        half_to=_sequences(data["half_to"]),
        half_past=_sequences(data["half_past"]),
        counted=tuple((of, _words(names)) for of, names in data["counted"].items()),
        bodies=_bodies(data["bodies"]),
        age=_words(data["age"]),
        aged=_set(data["aged"]),
        minors=_words(data["minors"]),
        sum=_words(data["sum"]),
        difference=_words(data["difference"]),
        times=_set(data.get("times", "")),
        fractions=_forms((int(parts), names) for parts, names in data["fractions"].items()),
        phrases=_phrases(phrases),
    )


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield from data.split()
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from _strings(value)


def _word(word: str) -> str:
    return fold(word).replace("-", "_")


def _set(names: str) -> frozenset[str]:
    return frozenset(_word(name) for name in names.split())


def _forms(pairs: Iterable[tuple[Any, str]]) -> Forms:
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


def _words(names: str) -> Forms:
    return _forms([(True, names)])


def _bodies(data: Mapping[str, str]) -> Bodies:
    return Bodies(
        heads=_words(data["heads"]),
        general=_words(data["general"]),
        weak=_words(data["weak"]),
        before=re.compile(fold(data["before"])) if data["before"] else None,
        beside=re.compile(fold(data["beside"])) if data["beside"] else None,
        joins=tuple(sorted(_sequences(data["joins"]), key=len, reverse=True)),
    )


def _sequences(phrases: str) -> tuple[Phrase, ...]:
    found = (tuple(fold(phrase).split()) for phrase in phrases.split("|"))
    return tuple(phrase for phrase in found if phrase)


def _bounds(data: Mapping[str, Any], place: str = "") -> Iterator[tuple[Phrase, Bound]]:
    directions: tuple[tuple[str, Bound], ...] = (("up", "up"), ("down", "down"), ("neutral", ""))
    for key, direction in directions:
        for phrase in _sequences(data.get(f"{key}{place}", "")):
            yield phrase, direction


def _compounds(data: Mapping[str, Any]) -> Iterator[tuple[re.Pattern[str], int, str]]:
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


def _phrases(phrases: Iterable[str]) -> re.Pattern[str] | None:
    patterns = [
        r"[\s\-]".join(re.escape(fold(part)) for part in p.rstrip("*").split("-")) for p in phrases
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)") if patterns else None
