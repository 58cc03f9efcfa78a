"""Right service, right language and right outcome of whole answers, on a set of questions.

    python -m tests.bench.answers final [--show-errors]

Sets (``tests/bench/questions``), each written without sight of the texts and of the other sets:
``development`` was used to tune, ``held_out`` is the tests' floor, ``final`` is for the figures that
are reported and for nothing else.
"""

import json
import sys
from collections import defaultdict
from itertools import chain

from bot.metrics import Metrics
from bot.phrases import PhraseBook
from bot.schema import ChatRequest
from bot.service import build_pipeline
from bot.settings import BotSettings
from tests.bench.fit_confidence import QUESTIONS


def main() -> None:
    """Ask and print."""
    name = next((argument for argument in sys.argv[1:] if not argument.startswith("-")), "final")
    show = "--show-errors" in sys.argv
    pipeline, current = build_pipeline(BotSettings.load(), Metrics(), PhraseBook.load())
    first, language = defaultdict(list), defaultdict(list)
    for row in _rows(name):
        answer = pipeline.extractive(ChatRequest(message=row["question"]))
        right = bool(answer.services) and answer.services[0].id in row["expect_services"]
        first[row["lang"]].append(right)
        language[row["lang"]].append(answer.language == row["lang"])
        if show and not (right and answer.language == row["lang"]):
            got = [service.id for service in answer.services]
            print(row["lang"], answer.language, row["question"], "->", got, answer.outcome)
    print(f"{'':6s}service first  language")
    for code in first:
        print(f"{code:6s}{_share(first[code]):13s}  {_share(language[code])}")
    print(
        f"all   {_share(list(chain(*first.values()))):13s}  {_share(list(chain(*language.values())))}"
    )
    outcomes: dict[str, int] = defaultdict(int)
    for row in _rows(f"{name}_negatives"):
        answer = pipeline.extractive(ChatRequest(message=row["text"]))
        outcomes[answer.outcome] += 1
        if show and answer.outcome not in row["expect"]:
            print(row["lang"], row["text"], "->", answer.outcome, answer.confidence)
    print("none of the city's business:", dict(outcomes))
    current().snapshot.close()


def _rows(name: str) -> list[dict[str, str]]:
    lines = (QUESTIONS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _share(right: list[bool]) -> str:
    return f"{sum(right)}/{len(right)} = {sum(right) / len(right):.3f}"


if __name__ == "__main__":
    main()
