"""Asks dialogues turn by turn, as the chat window sends them, and counts what was understood.

    python -m tests.bench.dialogues [FILE.jsonl] [--errors]

A turn is right if its outcome is the expected one, the first service is one of the expected ones and, if
a section is expected, the answer holds that section's first line in the answer's language.
"""

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.compose import text_of
from bot.metrics import Metrics
from bot.phrases import PhraseBook
from bot.pipeline import Pipeline
from bot.schema import ABOUT_A_SERVICE, ChatRequest, ChatResponse, Turn
from bot.service import build_pipeline
from bot.settings import BotSettings
from knowledge.records import Knowledge

DIALOGUES = Path(__file__).parent / "questions" / "dialogues.jsonl"


@dataclass
class Tally:
    """Turns that were asked: of each language, which were right; and what was wrong."""

    right: dict[str, list[bool]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def ask(self, row: Any, pipeline: Pipeline, knowledge: Knowledge) -> None:
        """Ask a dialogue's turns, each after the answers that the earlier ones got."""
        history: list[Turn] = []
        for turn in row["turns"]:
            answer = pipeline.extractive(ChatRequest(message=turn["text"], history=tuple(history)))
            wrong = _wrong(turn, row["lang"], answer, knowledge)
            self.right.setdefault(row["lang"], []).append(not wrong)
            if wrong:
                first = [service.id for service in answer.services[:2]]
                self.errors.append(
                    f"{row['id']} {turn['text']!r}: {', '.join(wrong)}; "
                    f"got {answer.outcome} {first} {answer.language}, {answer.confidence}"
                )
            history += _turns(answer)

    def __str__(self) -> str:
        every = [one for turns in self.right.values() for one in turns]
        return f"turns right: {sum(every)}/{len(every)} = {sum(every) / len(every):.3f}"


def main() -> None:
    """Ask, and print the shares."""
    names = [Path(name) for name in sys.argv[1:] if not name.startswith("--")]
    lines = (names[0] if names else DIALOGUES).read_text(encoding="utf-8").splitlines()
    pipeline, current = build_pipeline(BotSettings.load(), Metrics(), PhraseBook.load())
    tally = Tally()
    for line in lines:
        tally.ask(json.loads(line), pipeline, current().snapshot.knowledge)
    current().snapshot.close()
    if "--errors" in sys.argv:
        print(*tally.errors, sep="\n")
    for language, turns in tally.right.items():
        print(f"{language}: {sum(turns)}/{len(turns)}")
    print(tally)


def _wrong(turn: Any, language: str, answer: ChatResponse, knowledge: Knowledge) -> list[str]:
    wrong = []
    if answer.outcome != turn["expect_outcome"]:
        wrong.append(f"outcome {turn['expect_outcome']} expected")
    expected = turn["expect_services"]
    first = answer.services[0].id if answer.services else None
    if expected and first not in expected:
        wrong.append(f"{' or '.join(expected)} expected")
    if answer.language != turn.get("lang", language):
        wrong.append("language")
    sections = turn.get("expect_section") or []
    sections = [sections] if isinstance(sections, str) else sections
    if sections and first in expected and not _shows(answer, knowledge, sections):
        wrong.append(f"section {' or '.join(sections)} expected")
    return wrong


def _shows(answer: ChatResponse, knowledge: Knowledge, sections: list[str]) -> bool:
    shown = "\n".join(text_of(block) for block in answer.blocks)
    text = knowledge.services[answer.services[0].id].texts[answer.language]
    own = [section for section in text.sections if section.name in sections]
    if not own:
        return any(
            name in {"contact", "duration", "deadline", "cost", "documents"} for name in sections
        )
    return any(item.text in shown for s in own for block in s.blocks for item in block.items)


def _turns(answer: ChatResponse) -> list[Turn]:
    """What the chat window sends back of a question (that there was one) and its answer."""
    ids = tuple(service.id for service in answer.services)
    about = ids[0] if answer.outcome in ABOUT_A_SERVICE and ids else None
    return [
        Turn(role="user"),
        Turn(
            role="assistant",
            service=about,
            language=answer.language,
            sections=answer.sections,
            choices=ids if answer.outcome == "clarify" else (),
        ),
    ]


if __name__ == "__main__":
    main()
