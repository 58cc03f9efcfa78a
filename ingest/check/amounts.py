"""Amounts in euros that contradict each other: the same thing, said twice, for different money.

Two German lines are about the same thing if, without the amount, they share nearly all their
words' stems and all their other numbers ("ab 24 Jahren"). That is conservative: a line in other
words is not compared, so that what is shown is worth reading.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from ingest.check.content import Content, Text
from ingest.check.finding import Finding
from knowledge.languages import ORIGINAL
from knowledge.records import Faq
from knowledge.text import stem, words

_AMOUNT = re.compile(r"(\d[\d.]*(?:,\d{1,2})?)\s*(?:Euro|EUR|€)", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[^\d\s]\.)\s+|(?<=[!?;])\s+")
#: Words that say nothing about what an amount is for.
_FILLER = frozenset(
    [
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "ein",
        "eine",
        "einen",
        "einem",
        "einer",
        "und",
        "oder",
        "fur",
        "von",
        "zu",
        "zum",
        "zur",
        "im",
        "in",
        "am",
        "an",
        "auf",
        "mit",
        "bei",
        "ist",
        "sind",
        "wird",
        "werden",
        "kostet",
        "kosten",
        "betragt",
        "betragen",
        "gebuhr",
        "gebuhren",
        "preis",
        "pro",
        "je",
        "sie",
        "ihr",
        "ihre",
        "man",
        "es",
        "gilt",
        "galt",
        "mindestens",
        "hochstens",
        "etwa",
        "ca",
        "euro",
        "dann",
        "nur",
        "noch",
        "auch",
    ]
)
#: Share of the stems that two lines must have in common: within a service, and between two.
_WITHIN, _BETWEEN = 0.75, 0.9
#: Stems that a line must have to say what it is about; alone, or with its service's title.
_LEAST, _LEAST_BETWEEN = 1, 3


@dataclass(frozen=True)
class Statement:
    """An amount and what it is for."""

    text: Text
    part: str
    words: str
    amount: float
    #: Stems of its words.
    topic: frozenset[str]
    numbers: frozenset[str]


def contradictions(content: Content) -> Iterator[Finding]:
    """Pairs of lines that name different amounts for the same thing."""
    by_numbers: dict[frozenset[str], list[Statement]] = {}
    for statement in statements(content):
        by_numbers.setdefault(statement.numbers, []).append(statement)
    pairs = (pair for group in by_numbers.values() for pair in combinations(group, 2))
    for one, other in pairs:
        if one.amount != other.amount and _same_thing(one, other):
            file = other.text.file
            values = {
                "text": other.words,
                "other": one.words,
                "where": f"{one.text.file}:{content.line(one.text.file, one.words) or 1}",
            }
            line = content.line(file, other.words)
            yield Finding("warning", "contradiction", file, line, other.part, values)


def statements(content: Content) -> Iterator[Statement]:
    """Sentences of German texts with exactly one amount."""
    for text in content.texts:
        if text.language != ORIGINAL:
            continue
        for part, item in text.lines():
            for sentence in _SENTENCE.split(item.text):
                amounts = _AMOUNT.findall(sentence)
                if len(amounts) != 1:
                    continue
                rest = words(_AMOUNT.sub(" ", sentence))
                numbers = frozenset(word for word in rest if word.isdigit())
                topic = {stem(w, ORIGINAL) for w in rest if w not in _FILLER and w not in numbers}
                yield Statement(text, part, sentence, _value(amounts[0]), frozenset(topic), numbers)


def _same_thing(one: Statement, other: Statement) -> bool:
    """Of two statements with the same other numbers."""
    within = _service(one.text) == _service(other.text)
    share, least = (_WITHIN, _LEAST) if within else (_BETWEEN, _LEAST_BETWEEN)
    common = len(one.topic & other.topic)
    if common < least:
        return False
    return common / len(one.topic | other.topic) >= share


def _service(text: Text) -> str:
    return text.record.service if isinstance(text.record, Faq) else text.record.id


def _value(amount: str) -> float:
    return float(amount.replace(".", "").replace(",", "."))
