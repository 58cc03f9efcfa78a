"""Turns of conversations as examples to learn from: follow-ups, dialogues, and questions that stand alone."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from bot.schema import ChatRequest, Turn
from knowledge.records import SectionName

QUESTIONS = Path(__file__).parent / "questions"

#: Dialogues to learn from. ``dialogues_held_out.jsonl`` is not.
DIALOGUES = ("dialogues.jsonl", "dialogues_more.jsonl")

_ABOUT_A_SERVICE = frozenset({"answered", "redirected"})


@dataclass(frozen=True)
class Example:
    """A turn, what was spoken about before, and what it is about."""

    #: ``section``, ``detail``, ``shift``, ``standalone``, ``question``, ``off-topic`` or ``dialogue``.
    kind: str
    language: str
    text: str
    #: Answers before it, the last one last; the first turn of a dialogue has none.
    history: tuple[Turn, ...]
    #: Acceptable services; none if it is not the city's business.
    services: tuple[str, ...]
    #: Acceptable sections; none if nothing is known.
    sections: tuple[SectionName, ...]

    @property
    def request(self) -> ChatRequest:
        """As the chat window sends it."""
        return ChatRequest(message=self.text, history=self.history)


def examples(services: Sequence[str]) -> Iterator[Example]:
    """All examples; questions that stand alone are put after a random one of ``services``."""
    for row in chain(_read("followups.jsonl"), _read("followups_more.jsonl")):
        sections, history = _several(row["expect_section"]), (_about(row["previous"], row["lang"]),)
        yield Example(row["kind"], row["lang"], row["text"], history, tuple(row["expect_services"]), sections)  # fmt: skip
    generator = random.Random(7)
    for row in _read("development.jsonl"):
        history = (_about(generator.choice(services), row["lang"]),)
        yield Example("question", row["lang"], row["question"], history, tuple(row["expect_services"]), ())  # fmt: skip
    for row in _read("development_negatives.jsonl"):
        history = (_about(generator.choice(services), row["lang"]),)
        yield Example("off-topic", row["lang"], row["text"], history, (), ())
    for name in DIALOGUES:
        for row in _read(name):
            yield from _dialogue(row)


def _dialogue(row: Any) -> Iterator[Example]:
    """The turns about a service, each after the answers that are expected to the earlier ones."""
    history: list[Turn] = []
    for turn in row["turns"]:
        services = tuple(turn["expect_services"])
        if turn["expect_outcome"] not in _ABOUT_A_SERVICE or not services:
            continue
        language = turn.get("lang", row["lang"])
        sections = _several(turn["expect_section"])
        yield Example("dialogue", language, turn["text"], tuple(history), services, sections)
        # Several acceptable sections are an overview, which is about none in particular.
        history.append(_about(services[0], language, sections if len(sections) == 1 else ()))


def _about(service: str, language: str, sections: tuple[SectionName, ...] = ()) -> Turn:
    return Turn(role="assistant", service=service, language=language, sections=sections)


def _several(sections: Any) -> tuple[SectionName, ...]:
    return tuple([sections] if isinstance(sections, str) else sections or ())


def _read(name: str) -> Iterator[Any]:
    yield from map(json.loads, (QUESTIONS / name).read_text(encoding="utf-8").splitlines())
