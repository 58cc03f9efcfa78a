"""Where the passages have facts of a kind: lines, or the clauses of a line that has several."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.verify.clauses import Span, blanked, clause, family, is_of_family, masked
from bot.verify.evidence import Evidence, Line
from bot.verify.extract import extract
from bot.verify.facts import ONE, Fact, is_age, opposed, supports
from knowledge.text import fragments, words

#: So many words around a fact tell it from the others of its line; the rest is about all of them.
_WINDOW = 3
_SHARED = frozenset({"per", "year_number", "month_year"})
#: Languages without a stemmer, or one that leaves many forms apart: the first letters of a word count, too
#: ("każdy", "każdego"; "venit", "venituri").
_UNSTEMMED = frozenset({"pl", "uk", "fa", "ro", "ru", "tr"})
_START = 4


def terms(text: str, language: str) -> frozenset[str]:
    """What two texts are compared by: stems, fragments, and the starts of words."""
    starts = words(text) if language in _UNSTEMMED else ()
    return frozenset(
        [
            *fragments(text, language),
            *(f"^{word[:_START]}" for word in starts if len(word) > _START),
        ]
    )


@dataclass(frozen=True)
class Place:
    """A clause of a line: the facts of one family in it, the other facts, and its words."""

    line: Line
    facts: tuple[Fact, ...]
    others: tuple[Fact, ...]
    #: Folded and without facts.
    text: str

    def has(self, fact: Fact) -> bool:
        """Whether the fact stands here, and not with the opposite bound."""
        return any(_is_said(known, fact) for known in self.facts)

    def has_all(self, said: Sequence[Fact]) -> bool:
        """Whether each of a sentence's facts, in one of its readings, stands here."""
        here = (*self.facts, *self.others)
        return all(
            any(_is_said(known, reading) for known in here for reading in fact.all_readings)
            for fact in said
        )

    def counts(self, noun: str, number: object = None) -> bool:
        """Whether a number of such things stands here, or a certain number of them."""
        return any(
            known.noun == noun and (number is None or known.value == number) for known in self.facts
        )

    @cached_property
    def whole(self) -> "Place":
        """The whole line, with all of its facts."""
        found = extract(self.line.text, self.line.language)
        label = extract(self.line.label, self.line.language).facts if " " in self.line.label else ()
        others = tuple(fact for fact in (*found.facts, *label) if fact not in self.facts)
        return Place(self.line, self.facts, others, masked(found.text, found.facts))

    @cached_property
    def terms(self) -> frozenset[str]:
        """Fragments of the words."""
        return terms(self.text, self.line.language)

    @cached_property
    def labelled(self) -> str:
        """The text behind the heading that says what it is about."""
        return f"{self.line.label}: {self.text}" if self.line.label else self.text

    @cached_property
    def labelled_terms(self) -> frozenset[str]:
        """Fragments of the words and the heading's."""
        return terms(self.labelled, self.line.language)


def places_of(fact: Fact, evidence: Evidence) -> list[Place]:
    """All places with facts of the same kind, or with the fact under another ("from 16" for an age)."""
    places: list[Place] = []
    for line in evidence.lines:
        places += _places(line, family(fact))
        names = {family(known) for known in line.facts if supports(known, fact)}
        for name in names - {family(fact)}:
            places += (place for place in _places(line, name) if place.has(fact))
    return places


def sides(
    fact: Fact, facts: Sequence[Fact], places: Sequence[Place], language: str
) -> tuple[list[Place], list[Place]]:
    """The places that have the fact, and its rivals: those with another of its kind.

    A place all of whose facts of the kind stand in the sentence too is no rival: the sentence tells of
    both. Neither is one in a language that is not the sentence's, if the sentence's has the fact.
    """
    own: list[Place] = []
    rivals: list[Place] = []
    said = [reading for other in facts for reading in other.all_readings]
    for place in places:
        if place.has(fact):
            own.append(place)
        elif _is_alternative(fact, place) and not _is_told(place, said):
            rivals.append(place)
    if any(place.line.language == language for place in own):
        own = [place for place in own if place.line.language == language]
        rivals = [place for place in rivals if place.line.language == language]
    return own, rivals


def _is_alternative(fact: Fact, place: Place) -> bool:
    """Whether one of a place's facts could be meant where another was said.

    Nobody takes nine offices for two dates, or an age for a length of time.
    """
    if is_age(fact) and any(known.value == fact.value for known in place.facts):
        return False  # what is true up to 24 and from there on is told apart by what is said of it
    return any(
        not (fact.kind == known.kind == "bare" and fact.noun and known.noun)
        and is_age(fact) == is_age(known)
        and known.kind != ONE
        for known in place.facts
    )


def _is_told(place: Place, said: Sequence[Fact]) -> bool:
    """Whether all of a place's facts stand in a sentence; of a range of ages one end is enough."""

    def ends(known: Fact) -> list[Fact]:
        ages = [reading for reading in known.readings if reading.kind == "ages"]
        return [other for other in place.facts if set(ages) & set(other.readings)] or [known]

    return all(
        any(_is_said(end, other) for end in ends(known) for other in said) for known in place.facts
    )


def _is_said(known: Fact, said: Fact) -> bool:
    return supports(known, said) and not opposed(known, said)


@lru_cache(maxsize=8192)
def _places(line: Line, name: str) -> tuple[Place, ...]:
    found = extract(line.text, line.language)
    spans: dict[Span, list[Fact]] = {}
    for fact in found.facts:
        if is_of_family(fact, name):
            spans.setdefault(clause(found.text, line.language, fact, found.facts), []).append(fact)
    label = extract(line.label, line.language).facts if " " in line.label else ()
    places = []
    for span, facts in spans.items():
        text = found.text
        for other, rest in spans.items():
            if other != span:
                text = blanked(text, _window(found.text, other, rest))
        inside = (f for f in found.facts if span[0] <= f.start < span[1] and f not in facts)
        # How often an amount is paid, and as of when, is said once for all amounts of a line.
        periods = (
            f for f in found.facts if f.kind in _SHARED and not span[0] <= f.start < span[1]
        )  # fmt: skip
        days = _day_before(span, found.facts) if name == "clock" else ()
        others = (*inside, *periods, *days, *(f for f in label if not is_of_family(f, name)))
        places.append(Place(line, tuple(facts), others, masked(text, found.facts)))
    return tuple(places)


def _day_before(span: Span, facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The weekday of a clause with hours only: "Thursdays from 8 to 13 and from 14 to 18"."""
    days = [fact for fact in facts if fact.kind == "weekday"]
    if any(span[0] <= day.start < span[1] for day in days):
        return ()
    return tuple([day for day in days if day.end <= span[0]][-1:])


def _window(text: str, span: Span, facts: Sequence[Fact]) -> Span:
    """The words of a clause that are near its facts."""
    words = [
        match.span() for match in re.finditer(r"\S+", text) if span[0] <= match.start() < span[1]
    ]
    first, last = facts[0].start, facts[-1].end
    before = [word for word in words if word[1] <= first][-_WINDOW:]
    behind = [word for word in words if word[0] >= last][:_WINDOW]
    return (before[0][0] if before else first), (behind[-1][1] if behind else last)
