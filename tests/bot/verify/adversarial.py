"""Wrong outputs of a model, made from true sentences and the shipped content: never the same by chance.

Each is a true sentence with one thing changed, in the way its kind says. What is changed to is made
sure to stand nowhere in the passages with that unit, but for ``misplaced``: there it is another line's.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.verify import Evidence
from bot.verify.extract import extract
from bot.verify.facts import DURATIONS, Fact, supports
from bot.verify.lexicon import lexicon

#: Kinds whose figures are changed by a digit.
_FIGURES = DURATIONS | {"amount", "percent", "bare"}
_SCRIPTS = {
    "arabic": "٠١٢٣٤٥٦٧٨٩", "persian": "۰۱۲۳۴۵۶۷۸۹", "devanagari": "०१२३४५६७८९", "wide": "０１２３４５６７８９",
    "bengali": "০১২৩৪৫৬৭৮৯", "mathematical": "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
}  # fmt: skip
_UNITS = {
    "de": ["Tage", "Wochen", "Monate", "Jahre", "Euro"],
    "en": ["days", "weeks", "months", "years", "euros"],
    "tr": ["gün", "hafta", "ay", "yıl", "euro"],
    "uk": ["днів", "тижнів", "місяців", "років", "євро"],
    "ru": ["дней", "недель", "месяцев", "лет", "евро"],
    "ar": ["أيام", "أسابيع", "أشهر", "سنوات", "يورو"],
    "fa": ["روز", "هفته", "ماه", "سال", "یورو"],
    "pl": ["dni", "tygodni", "miesięcy", "lat", "euro"],
    "fr": ["jours", "semaines", "mois", "ans", "euros"],
    "ro": ["zile", "săptămâni", "luni", "ani", "euro"],
}
_PHONES = (
    "0511 168-41295",
    "0511 168-45316",
    "0511 168-46960",
    "0511 168-32001",
    "0800 999 11 98",
    "+49 511 168 42958",
)


@dataclass(frozen=True)
class Output:
    """A sentence that must not be shown, and in which way it is wrong."""

    kind: str
    service: str
    language: str
    sentence: str


def outputs(sentences: Sequence[tuple[str, str, str, Evidence]], seed: int = 0) -> Iterator[Output]:
    """Wrong sentences from true ones: (service, language, sentence, passages)."""
    chance = random.Random(seed)
    for service, language, sentence, evidence in sentences:
        found = extract(sentence, language)
        if len(found.text) != len(sentence):
            continue  # positions in the folded text are not those of the sentence
        for fact in found.facts:
            for kind, changed in _changes(fact, sentence, language, evidence, chance):
                wrong = sentence[: fact.start] + changed + sentence[fact.end :]
                yield Output(kind, service, language, wrong)


def _changes(
    fact: Fact, sentence: str, language: str, evidence: Evidence, chance: random.Random
) -> Iterator[tuple[str, str]]:
    said = sentence[fact.start : fact.end]
    if fact.kind in _FIGURES and any(map(str.isdigit, said)):
        wrong = _other_digit(said, language, evidence, chance)
        if wrong:
            yield "digit", wrong
            script = chance.choice(sorted(_SCRIPTS))
            yield f"script_{script}", _in_script(wrong, script)
    if fact.kind in DURATIONS | {"amount"} and fact.value == int(fact.value):
        unit = chance.choice(_UNITS[language])
        wrong = f"{int(fact.value)} {unit}"
        if not _known(wrong, language, evidence):
            yield "unit", wrong
    if fact.kind == "date":
        other = chance.choice([m for m in range(1, 13) if m not in {2, 5, 8, 11}])
        yield "date", f"{fact.value[0]}.{other}."
        name = next(n for n, month in _months(language) if month == other)
        yield "date_in_words", f"{fact.value[0]} {name}"
        yield "day", f"{fact.value[0] + 1}.{fact.value[1]}."
    if fact.kind == "phone":
        yield "phone", chance.choice(_PHONES)
    if fact.kind == "time":
        yield "time", f"{(fact.value[0] + 1) % 24}:{fact.value[1]:02d}"
    yield from _misplaced(fact, language, evidence, chance)


def _misplaced(
    fact: Fact, language: str, evidence: Evidence, chance: random.Random
) -> Iterator[tuple[str, str]]:
    """The right number of another line of the same language."""
    if fact.kind not in DURATIONS | {"amount"}:
        return
    own = {at for at, known in evidence.facts if supports(known, fact)}
    others = [
        (at, known)
        for at, known in evidence.facts
        if at >= 0 and at not in own and known.kind == fact.kind and known.value
        and evidence.lines[at].language == language
    ]  # fmt: skip
    if others:
        at, known = chance.choice(others)
        text = extract(evidence.lines[at].text, language).text
        yield "misplaced", text[known.start : known.end]


def _other_digit(said: str, language: str, evidence: Evidence, chance: random.Random) -> str | None:
    places = [at for at, sign in enumerate(said) if sign.isdigit()]
    for _ in range(20):
        at = chance.choice(places)
        digit = chance.choice([d for d in "123456789" if d != said[at]])
        wrong = said[:at] + digit + said[at + 1 :]
        if not _known(wrong, language, evidence):
            return wrong
    return None


def _known(text: str, language: str, evidence: Evidence) -> bool:
    """Whether the passages happen to hold what a change made."""
    facts = extract(text, language).facts
    return any(
        known.value == fact.value or supports(known, fact)
        for fact in facts
        for _, known in evidence.facts
        if isinstance(fact.value, Decimal) and known.kind == fact.kind
    )


def _in_script(text: str, script: str) -> str:
    digits = _SCRIPTS[script]
    return "".join(digits[int(c)] if c.isascii() and c.isdigit() else c for c in text)


def _months(language: str) -> Iterator[tuple[str, int]]:
    months = lexicon(language).months
    yield from months.whole.items()
    yield from months.beginnings
