"""What can be worked out from the passages: sums, differences, halves and "each further person".

A model may say "124 euros in all" of 70, 32 and 22, or "1.20 euros less" of 5.70 and 6.90. That is
supported if the sentence says that it adds or compares, and if every part stands under one heading and
is told by the sentence itself: by its number, by a word of its line or by another fact there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from bot.verify.evidence import Evidence, Line
from bot.verify.facts import DURATIONS, MINORS, Fact, supports
from bot.verify.lexicon import lexicon
from knowledge.text import fragments, words

_KINDS = DURATIONS | {"amount", "m2"}
_LIMIT = 18
_HALF = (1, 2)
#: No more parts than these are added.
_PARTS = 3
#: "Roughly ten euros more" may be 9.90: whole numbers from here on are rounded ones, too.
_ROUNDED = 5
_FURTHER = frozenset({"weitere", "weiteren", "weiterer"})


@dataclass(frozen=True)
class Sentence:
    """What a sentence says, as far as it tells of which numbers another one is made."""

    text: str
    language: str
    facts: Sequence[Fact]

    def adds(self) -> bool:
        """Whether it speaks of a sum."""
        return any(lexicon(self.language).sum.get(word) for word in words(self.text))

    def compares(self) -> bool:
        """Whether it speaks of a difference."""
        return any(lexicon(self.language).difference.get(word) for word in words(self.text))

    def says(self, part: Fact) -> bool:
        """Whether it has a number itself."""
        return any(supports(part, reading) for f in self.facts for reading in f.all_readings)

    def tells(self, part: Fact, line: Line) -> bool:
        """Whether it has the number, another fact of its line, or one of the line's words."""
        others = [fact for fact in line.facts if fact != part]
        shared = set(fragments(line.text, line.language)) & set(fragments(self.text, self.language))
        return self.says(part) or any(map(self.says, others)) or any("#" in term for term in shared)


def is_derived(fact: Fact, sentence: Sentence, evidence: Evidence) -> bool:
    """Whether numbers of the passages make a fact that they do not have."""
    if fact.kind == "bare":
        return any(fact.value == number for number, _ in _further(sentence, evidence))
    if fact.kind not in _KINDS or not fact.value:
        return False
    return any(
        _is_difference(fact, sentence, parts)
        or _is_sum(fact, sentence, parts)
        or _is_half(fact, sentence, parts, group)
        for group, parts in _sections(fact.kind, evidence)
    ) or any(fact.value == size and fact.kind == "m2" for _, size in _further(sentence, evidence))


def _sections(
    kind: str, evidence: Evidence
) -> Iterator[tuple[list[Line], list[tuple[Fact, Line]]]]:
    """The lines under each heading, and their numbers of a kind."""
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in evidence.lines:
        groups.setdefault((line.language, line.label.partition(":")[0]), []).append(line)
    for lines in groups.values():
        yield lines, [(f, line) for line in lines for f in line.facts if f.kind == kind]


def _is_difference(fact: Fact, sentence: Sentence, parts: Sequence[tuple[Fact, Line]]) -> bool:
    if not sentence.compares():
        return False
    return any(
        _is_about(fact.value, abs(one.value - two.value))
        for (one, _), (two, _) in combinations(parts, 2)
        if sentence.says(one) or sentence.says(two)
    )


def _is_about(said: Decimal, exact: Decimal) -> bool:
    rounded = said == int(said) and said >= _ROUNDED and abs(said - exact) < Decimal("0.5")
    return bool(said == exact or rounded)


def _is_sum(fact: Fact, sentence: Sentence, parts: Sequence[tuple[Fact, Line]]) -> bool:
    if not sentence.adds():
        return False
    told = {part.value for part, line in parts if part.value and sentence.tells(part, line)}
    return any(
        sum(chosen) == fact.value
        for number in range(2, _PARTS + 1)
        for chosen in combinations(sorted(told), number)
    )


def _is_half(
    fact: Fact, sentence: Sentence, parts: Sequence[tuple[Fact, Line]], lines: Sequence[Line]
) -> bool:
    """Whether minors pay half of an amount, by a line of its own, and the sentence is about them."""
    young = any(
        reading.kind == MINORS or (reading.bound == "down" and reading.value == _LIMIT)
        for f in sentence.facts for reading in f.all_readings
    )  # fmt: skip
    ruled = any(
        {MINORS, "fraction"} <= {f.kind for f in line.facts}
        and any(f.value == _HALF for f in line.facts)
        for line in lines
    )
    return young and ruled and any(2 * fact.value == part.value for part, _ in parts)


def _further(sentence: Sentence, evidence: Evidence) -> Iterator[tuple[Decimal, Decimal]]:
    """(persons, square metres) of a sentence that go on as "each further person: 10 more" says."""
    rows = [
        (count.value, size.value)
        for line in evidence.lines
        for count in line.facts for size in line.facts
        if count.kind == "bare" and size.kind == "m2"
    ]  # fmt: skip
    steps = {
        fact.value
        for line in evidence.lines for fact in line.facts
        if fact.kind == "m2" and _FURTHER.intersection(words(line.text))
    }  # fmt: skip
    if not rows or len(steps) != 1:
        return
    (most, largest), step = max(rows), steps.pop()
    for size in (fact.value for fact in sentence.facts if fact.kind == "m2"):
        more, rest = divmod(size - largest, step)
        if more > 0 and not rest:
            yield most + more, size
