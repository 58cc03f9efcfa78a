"""Whether a sentence may be shown, and if not, why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.verify.attribution import Attribution
from bot.verify.combine import with_unit
from bot.verify.contacts import has_markup
from bot.verify.derived import Sentence, is_derived
from bot.verify.evidence import Evidence
from bot.verify.extract import extract
from bot.verify.facts import DURATIONS, FIRST, MINORS, MONTHS, ONE, Fact, opposed, supports
from bot.verify.language import speaks
from bot.verify.pairs import mispaired
from bot.verify.periods import repeats
from bot.verify.rates import other_period
from knowledge.detection import LanguageDetector

Reason = Literal[
    "", "markup", "language", "link", "contact", "number", "date", "office", "bound", "misplaced"
]
_REASONS: dict[str, Reason] = {
    "token": "link", "link": "link", "email": "contact", "phone": "contact", "iban": "contact",
    "street": "contact",
    "date": "date", "named_month": "date", "month_year": "date", "weekday": "date", "closed": "date", "time": "date",
    "year_number": "date", "office": "office", "body": "office",
}  # fmt: skip
#: Kinds that claim nothing in a sentence.
_UNCHECKED = frozenset({ONE, MINORS, FIRST, MONTHS})


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reason`` is empty if the sentence may be shown; ``fact`` is the first that is unsupported."""

    reason: Reason
    fact: Fact | None = None

    @property
    def holds(self) -> bool:
        """Whether the sentence may be shown."""
        return not self.reason


class Verifier:
    """Holds sentences against passages; stateless but for its parts, safe for many threads."""

    def __init__(self, detector: LanguageDetector, attribution: Attribution) -> None:
        self._detector = detector
        self._attribution = attribution

    def __call__(self, sentence: str, language: str, evidence: Evidence) -> Verdict:
        """Check a sentence that should be in ``language``."""
        if has_markup(sentence) or "\ufffd" in sentence:
            return Verdict("markup")
        if not speaks(sentence, language, self._detector):
            return Verdict("language")
        extracted = extract(sentence, language)
        facts = _with_units(extracted.facts, language, evidence)
        paid = any(fact.kind == "amount" and fact.value for fact in facts)
        misplaced: Fact | None = None
        for fact in facts:
            if fact.kind in _UNCHECKED:
                continue
            if fact.kind == "per" and not paid and not repeats(extracted.text, fact):
                continue  # "for a year" without an amount says nothing that is checked
            reasons = {
                reading: _unsupported(reading, language, evidence) for reading in fact.all_readings
            }
            supported = [reading for reading, reason in reasons.items() if not reason]
            if not supported:
                said = Sentence(sentence, language, facts)
                if any(is_derived(reading, said, evidence) for reading in fact.all_readings):
                    continue
                if fact.kind == "body" and _is_contact_given(facts, language, evidence):
                    continue  # its telephone says which office is meant, whatever it is called
                return Verdict(reasons[fact], fact)
            misplaced = misplaced or self._misplaced(supported, sentence, language, facts, evidence)
        misplaced = misplaced or other_period(extracted.text, language, facts, evidence)
        misplaced = misplaced or mispaired(extracted.text, language, facts, evidence)
        return Verdict("misplaced", misplaced) if misplaced else Verdict("")

    def _misplaced(
        self,
        readings: list[Fact],
        sentence: str,
        language: str,
        facts: Sequence[Fact],
        evidence: Evidence,
    ) -> Fact | None:
        """The fact if no reading of it stands where the passages have it."""
        placed = (
            not self._attribution.is_misplaced(reading, sentence, language, facts, evidence)
            for reading in readings
        )
        return None if any(placed) else readings[0]


def _with_units(facts: Sequence[Fact], language: str, evidence: Evidence) -> list[Fact]:
    """The facts; a bare number that the passages do not have may be of a unit that stands elsewhere."""
    return [
        fact
        if fact.kind != "bare"
        or any(not _unsupported(reading, language, evidence) for reading in fact.all_readings)
        else with_unit(fact, facts)
        for fact in facts
    ]


def _unsupported(fact: Fact, language: str, evidence: Evidence) -> Reason:
    """Why a fact does not stand in the passages; empty if it does."""
    if fact.kind == "token":
        number = fact.value
        return "" if isinstance(number, int) and 1 <= number <= evidence.links else "link"
    known = [other for _, other in evidence.facts if supports(other, fact)]
    if not known and fact.kind == "body" and language != "de" and evidence.german & fact.value:
        return ""  # named after a place or the like: "the Aegi office"
    if not known:
        return _REASONS.get(fact.kind, "number")
    bounded = DURATIONS | {"amount", "date", "percent", "bare", "loose", "age"}
    if fact.kind in bounded and fact.bound and _is_reversed(fact, known):
        return "bound"
    return ""


def _is_contact_given(facts: Sequence[Fact], language: str, evidence: Evidence) -> bool:
    """Whether a sentence has a telephone number, an address or a street of the passages."""
    contacts = (fact for fact in facts if fact.kind in {"phone", "email", "street"})
    return any(not _unsupported(contact, language, evidence) for contact in contacts)


def _is_reversed(fact: Fact, known: list[Fact]) -> bool:
    """Whether the passages have a number as the opposite bound only."""
    return any(opposed(other, fact) for other in known) and not any(
        other.bound == fact.bound for other in known
    )
