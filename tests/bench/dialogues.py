"""Asks dialogues turn by turn, as the chat window sends them, and counts what was understood.

    python -m tests.bench.dialogues [FILE.jsonl] [--errors]

A turn is right if its outcome is the expected one, the first service is one of the expected ones and, if
a section is expected, the answer holds that section's first line in the answer's language.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from bot.compose import text_of
from bot.metrics import Metrics
from bot.phrases import PhraseBook
from bot.schema import ChatRequest, ChatResponse, Turn
from bot.service import build_pipeline
from bot.settings import BotSettings
from knowledge.records import Knowledge

DIALOGUES = Path(__file__).parent / "questions" / "dialogues.jsonl"


def main() -> None:
    """Ask, and print the shares."""
    names = [Path(name) for name in sys.argv[1:] if not name.startswith("--")]
    rows = [
        json.loads(line)
        for line in (names[0] if names else DIALOGUES).read_text(encoding="utf-8").splitlines()
    ]
    pipeline, current = build_pipeline(BotSettings.load(), Metrics(), PhraseBook.load())
    knowledge = current().snapshot.knowledge
    right: dict[str, list[bool]] = {}
    for row in rows:
        history: list[Turn] = []
        for turn in row["turns"]:
            request = ChatRequest(message=turn["text"], history=tuple(history))
            answer = asyncio.run(pipeline.answer(request))
            wrong = _wrong(turn, row["lang"], answer, knowledge)
            right.setdefault(row["lang"], []).append(not wrong)
            if wrong and "--errors" in sys.argv:
                first = [service.id for service in answer.services[:2]]
                print(
                    f"{row['id']} {turn['text']!r}: {', '.join(wrong)}; got {answer.outcome} {first} {answer.language}, {answer.confidence}"
                )
            history += _turns(answer)
    current().snapshot.close()
    for language, turns in right.items():
        print(f"{language}: {sum(turns)}/{len(turns)}")
    every = [one for turns in right.values() for one in turns]
    print(f"turns right: {sum(every)}/{len(every)} = {sum(every) / len(every):.3f}")


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
    about = ids[0] if answer.outcome in {"answered", "redirected"} and ids else None
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
