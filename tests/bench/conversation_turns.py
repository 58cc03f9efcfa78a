"""Turns of conversations as examples to learn from: follow-ups, dialogues, and questions that stand alone."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from bot.schema import ABOUT_A_SERVICE, ChatRequest, Turn
from knowledge.records import SectionName

QUESTIONS = Path(__file__).parent / "questions"

#: Dialogues to learn from; the ``blind`` ones are what writers who saw nothing wrote, after they were asked once.
#: ``dialogues_held_out.jsonl`` is not learned from.
DIALOGUES = (
    "dialogues.jsonl",
    "dialogues_more.jsonl",
    "dialogues_blind.jsonl",
    "dialogues_wandering.jsonl",
    "dialogues_blind2.jsonl",
    "dialogues_worldly.jsonl",
    "dialogues_situations.jsonl",
    "dialogues_neighbours.jsonl",
    "dialogues_leading.jsonl",
)

FOLLOW_UPS = ("followups.jsonl", "followups_more.jsonl", "followups_colloquial.jsonl")


@dataclass(frozen=True)
class Example:
    """A turn, what was spoken about before, and what it is about."""

    #: ``section``, ``detail``, ``shift``, ``standalone``, ``question``, ``off-topic``, ``aside`` or ``dialogue``.
    kind: str
    language: str
    text: str
    #: Answers before it, the last one last; the first turn of a dialogue has none.
    history: tuple[Turn, ...]
    #: Acceptable services; none if it is not the city's business.
    services: tuple[str, ...]
    #: Acceptable sections; none if nothing is known.
    sections: tuple[SectionName, ...]
    #: The dialogue that it is a turn of, if it is one's.
    dialogue: str = ""

    @property
    def request(self) -> ChatRequest:
        """As the chat window sends it."""
        return ChatRequest(message=self.text, history=self.history)


def examples(services: Sequence[str]) -> Iterator[Example]:
    """All examples; questions that stand alone are put after a random one of ``services``."""
    for row in chain.from_iterable(map(_read, FOLLOW_UPS)):
        sections, history = _several(row["expect_section"]), (_about(row["previous"], row["lang"]),)
        yield Example(row["kind"], row["lang"], row["text"], history, tuple(row["expect_services"]), sections)  # fmt: skip
    generator = random.Random(7)
    for row in _read("development.jsonl"):
        history = (_about(generator.choice(services), row["lang"]),)
        yield Example("question", row["lang"], row["question"], history, tuple(row["expect_services"]), ())  # fmt: skip
    for row in _read("development_negatives.jsonl"):
        history = (_about(generator.choice(services), row["lang"]),)
        yield Example("off-topic", row["lang"], row["text"], history, (), ())
    for row in _read("asides.jsonl"):
        history = (_about(row["previous"], row["lang"]),)
        yield Example("aside", row["lang"], row["text"], history, (), ())
    for name, row in dialogues():
        yield from _dialogue(row, name)


def dialogues() -> Iterator[tuple[str, Any]]:
    """The dialogues of :data:`DIALOGUES` as they are written, by file and id."""
    for file in DIALOGUES:
        for row in _read(file):
            yield f"{file}/{row['id']}", row


def _dialogue(row: Any, name: str) -> Iterator[Example]:
    """The turns about a service or about nothing, each after the answers expected to the earlier ones."""
    history: list[Turn] = []
    for turn in row["turns"]:
        services = tuple(turn["expect_services"])
        language = turn.get("lang", row["lang"])
        sections = _several(turn["expect_section"])
        about_one = turn["expect_outcome"] in ABOUT_A_SERVICE and services
        if about_one or turn["expect_outcome"] == "no_answer":
            yield Example("dialogue", language, turn["text"], tuple(history), services, sections, name)  # fmt: skip
        if not about_one:
            continue
        # Several acceptable sections are an overview, which is about none in particular.
        history.append(_about(services[0], language, sections if len(sections) == 1 else ()))


def _about(service: str, language: str, sections: tuple[SectionName, ...] = ()) -> Turn:
    return Turn(role="assistant", service=service, language=language, sections=sections)


def _several(sections: Any) -> tuple[SectionName, ...]:
    return tuple([sections] if isinstance(sections, str) else sections or ())


def _read(name: str) -> Iterator[Any]:
    yield from map(json.loads, (QUESTIONS / name).read_text(encoding="utf-8").splitlines())
