"""What numbers, units, months and offices are called in each language: ``lexicon/<language>.yaml``.

Words are kept folded (:func:`knowledge.text.fold`). In the files ``*`` behind a word stands for any
ending, ``-`` for a space or a hyphen.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.verify.facts import Bound
from bot.verify.lexicon_words import (
    Bodies,
    Forms,
    Phrase,
    bodies,
    bounds,
    compounds,
    forms,
    phrase_pattern,
    sequences,
    strings,
    word_set,
    words,
)  # fmt: skip
from knowledge.text import fold

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
    "centimetri santim santimetre santimetrelik santimlik santimetreyi сантиметр сантиметра сантиметров сантиметри сантиметрів centymetr centymetry "
    "centymetrów centymetra سنتيمتر سنتيمترا سنتيمترات سانتیمتر سانتی-متر",
    "l": "l liter litern litre litres litr litra litrow litry литр литра литров літр літра літрів لتر لیتر litri",
    "kg": "kg kilo kilogramm",
}


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
    #: Words in front of a number that may be an example's age: "with 30", "you are 30".
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
        {p for p in strings([data, _COMMON_UNITS]) if "-" in p.strip("-")}, key=len, reverse=True
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
    before = tuple(bounds(data))
    return Lexicon(
        language=language,
        numbers=forms((int(value), names) for value, names in data["numbers"].items()),
        first=words(data["first"]),
        ambiguous=word_set(data["ambiguous"]),
        connector=fold(data["and"]),
        units=forms(units.items()),
        compounds=tuple(compounds(data)),
        months=forms((number, names) for number, names in enumerate(months, 1)),
        months_ambiguous=word_set(data["months_alone_ambiguous"]),
        weekdays=forms((number, names) for number, names in enumerate(data["weekdays"], 1)),
        weekdays_ambiguous=word_set(data["weekdays_ambiguous"]),
        free=words(data["free"]),
        nothing=words(data["nothing"]),
        pays=words(data["pays"]),
        bounds_before=before,
        bounds_of_age=tuple(bounds(data, "_age")),
        bounds_after=tuple(bounds(data, "_after")) + (before if data.get("bounds_follow") else ()),
        in_time=word_set(data["in_time"]),
        ahead=word_set(data["ahead"]),
        bound_words=frozenset(word for phrase, _ in before for word in phrase),
        within=sequences(data["within"]),
        alone=word_set(data.get("alone", "")),
        negations=word_set(data["not"]),
        ranges=word_set(data["range"]),
        through=word_set(data["through"]),
        halves=words(data["half"]),
        and_a_half=sequences(data["and_a_half"]),
        clock_after=word_set(data["clock_after"]),
        clock_before=word_set(data["clock_before"]),
        noon=words(data["noon"]),
        closed=words(data["closed"]),
        afternoon=sequences(data["afternoon"]),
        half_to=sequences(data["half_to"]),
        half_past=sequences(data["half_past"]),
        counted=tuple((of, words(names)) for of, names in data["counted"].items()),
        bodies=bodies(data["bodies"]),
        age=words(data["age"]),
        aged=word_set(data["aged"]),
        minors=words(data["minors"]),
        sum=words(data["sum"]),
        difference=words(data["difference"]),
        times=word_set(data.get("times", "")),
        fractions=forms((int(parts), names) for parts, names in data["fractions"].items()),
        phrases=phrase_pattern(phrases),
    )
