"""Answers by a small real model over questions in ten languages: what is shown, dropped and wrong.

    python -m tests.bench.model_answers --answers 300

The wrong facts are counted by a check of its own that shares nothing with bot/verify: every run of
digits of a shown sentence must be in the passages or the question's service, digit by digit.
"""

import argparse
import asyncio
import json
import re
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from bot.llm.writer import WriterError
from bot.metrics import Metrics
from bot.phrases import PhraseBook
from bot.schema import ChatRequest, ChatResponse
from bot.service import build_pipeline
from bot.settings import BotSettings
from tests.bot.llm.real_server import real_server

_QUESTIONS = Path(__file__).parent / "questions" / "development.jsonl"
_CONTACT = re.compile(r"https?:|www\.|@|<[a-z/]|\b[a-z0-9-]+\.(?:de|com|org|net|eu)\b", re.I)


def main() -> None:
    """Ask, and print a report as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--answers", type=int, default=300)
    parser.add_argument("--deadline", type=float, default=60.0)
    parser.add_argument("--tokens", type=int, default=120, help="most of an answer")
    parser.add_argument("--blocks", type=int, default=99, help="most blocks that the model sees")
    parser.add_argument("--parallel", type=int, default=1, help="questions with the model at once")
    parser.add_argument("--seconds", type=float, default=1e9, help="stop after so long")
    parser.add_argument("--shown", type=Path, help="file for the sentences that were shown")
    arguments = parser.parse_args()
    with real_server() as url:
        settings = BotSettings(
            llm_url=url, llm_deadline=arguments.deadline, llm_first_word=arguments.deadline,
            llm_stall=arguments.deadline, llm_tokens=arguments.tokens,
            llm_breaker_failures=10_000, llm_concurrency=arguments.parallel,
        )  # fmt: skip
        report = asyncio.run(_run(settings, arguments))
    print(json.dumps(report, indent=1, ensure_ascii=False))


async def _run(settings: BotSettings, arguments: argparse.Namespace) -> dict[str, object]:
    metrics = Metrics()
    pipeline, _ = build_pipeline(settings, metrics, PhraseBook.load())
    writer = pipeline._writer
    assert writer is not None
    ended: Counter[str] = Counter()
    wrong: list[dict[str, str]] = []
    texts: list[dict[str, str]] = []
    began = time.monotonic()
    questions = _questions()

    async def ask() -> None:
        for question, language in questions:
            begun = ended.total() + len(asked)
            if begun >= arguments.answers or time.monotonic() - began > arguments.seconds:
                return
            extractive = pipeline.extractive(ChatRequest(message=question, language=language))
            if extractive.outcome != "answered":
                continue
            extractive = extractive.model_copy(
                update={"blocks": extractive.blocks[: arguments.blocks]}
            )
            text, failure = "", ""
            asked.add(question)
            try:
                async for block in writer.write(question, extractive):
                    text = block.text
            except WriterError as error:
                failure = str(error)
            asked.discard(question)
            ended[failure or "model"] += 1
            by_language[language] += 1
            if text:  # in a stream it was shown, even if the extractive answer replaced it
                texts.append({"question": question, "text": text, "failure": failure})
                found = _unsupported(text, extractive)
                wrong.extend({"text": text, "found": fact} for fact in found)
            if ended.total() % 25 == 0:
                print(ended.total(), dict(ended), round(time.monotonic() - began), file=sys.stderr)

    asked: set[str] = set()
    by_language: Counter[str] = Counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(arguments.parallel):
            group.create_task(ask())
    if arguments.shown:
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in texts)
        arguments.shown.write_text("".join(lines), encoding="utf-8")
    sentences = {
        sample.labels["verdict"]: int(sample.value)
        for metric in metrics.model_sentences.collect()
        for sample in metric.samples
        if sample.name.endswith("_total")
    }
    return {
        "answers": ended.total(), "ended": dict(ended), "languages": dict(by_language),
        "shown at least a sentence": len(texts), "sentences": sentences,
        "unsupported facts shown": wrong, "seconds": round(time.monotonic() - began),
    }  # fmt: skip


def _questions() -> Iterator[tuple[str, str]]:
    """Questions of every language in turn."""
    by_language: dict[str, list[str]] = defaultdict(list)
    for line in _QUESTIONS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        by_language[row["lang"]].append(row["question"])
    for turn in range(max(map(len, by_language.values()))):
        for language, questions in by_language.items():
            if turn < len(questions):
                yield questions[turn], language


def _unsupported(text: str, extractive: ChatResponse) -> Iterator[str]:
    known = _digits(extractive.model_dump_json())
    yield from sorted(_digits(text) - known)
    yield from _CONTACT.findall(text)


def _digits(text: str) -> set[str]:
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)
    return set(re.findall(r"\d+", plain))


if __name__ == "__main__":
    main()
