"""The commands ``hanni bench answers`` and ``hanni bench speed``."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.bench.answers import answers_report, measure_answers
from bot.bench.speed import Plan, measure_speed, own_questions, speed_figures, speed_report
from bot.metrics import Metrics
from bot.phrases import PhraseBook
from bot.service import build_pipeline
from bot.settings import BotSettings
from knowledge.evaluation.options import Html, Json
from knowledge.evaluation.report import Outputs
from knowledge.evaluation.rows import Negative, ServiceQuestion, SpokenQuestion, read_rows
from knowledge.model.store import ModelStore
from knowledge.progress import progress_bars
from knowledge.snapshot import SnapshotStore

console = Console(soft_wrap=True)
errors = Console(stderr=True, soft_wrap=True)


def answers(
    questions: Annotated[
        Path, typer.Option("--questions", help="Questions: question, lang, expect_services.")
    ],
    negatives: Annotated[
        Path | None, typer.Option("--negatives", help="Off-topic texts: text, lang, expect.")
    ] = None,
    show_errors: Annotated[
        bool, typer.Option("--show-errors", help="List the wrong ones.")
    ] = False,
    json: Json = None,
    html: Html = None,
) -> None:
    """Whether the whole bot answers with the right service, in the right language."""
    outputs = Outputs(json, html)
    outputs.check()
    asked = read_rows(questions, ServiceQuestion)
    declined = read_rows(negatives, Negative) if negatives else []
    settings = BotSettings.load()
    pipeline, current = build_pipeline(settings, Metrics(), PhraseBook.load())
    with closing(current().snapshot) as snapshot, progress_bars(errors) as progress:
        found = measure_answers(pipeline, settings.fallback_language, asked, declined, progress)
    facts = {
        "Snapshot": f"{snapshot.manifest.number} of {snapshot.manifest.created}",
        "Questions": f"{questions.name}, {len(asked)}",
        "Negatives": f"{negatives.name}, {len(declined)}" if negatives else "none",
        "Language model": settings.llm_model if settings.llm_url else "none",
    }
    report = answers_report(found, facts, show_errors=show_errors)
    outputs.write(found.figures(), report, console)


def speed(
    sizes: Annotated[
        list[int], typer.Option("--passages", min=100, help="Size of the snapshot. Repeatable.")
    ] = [2_000, 100_000],  # noqa: B006  # Typer copies it
    clients: Annotated[int, typer.Option(min=1, max=256, help="Clients at once.")] = 8,
    requests: Annotated[int, typer.Option(min=20, help="Calls of each kind.")] = 800,
    questions: Annotated[
        Path | None,
        typer.Option("--questions", help="Questions: lang, question. Default: the content's own."),
    ] = None,
    json: Json = None,
    html: Html = None,
) -> None:
    """How long embedding, search and a whole answer take, at two sizes of the content."""
    outputs = Outputs(json, html)
    outputs.check()
    given = read_rows(questions, SpokenQuestion) if questions else None
    settings = BotSettings.load()
    embedder = ModelStore(settings).load()
    store = SnapshotStore(settings)
    with (
        closing(store.open_published(embedder.fingerprint)) as published,
        progress_bars(errors) as progress,
    ):
        asked = given or own_questions(published)
        plan = Plan(asked, requests, clients)
        found = [
            measure_speed(settings, embedder, published, size, plan, progress) for size in sizes
        ]
    facts = {
        "Questions": questions.name if questions else "the content's own names and questions",
        "Calls of each kind": str(requests),
        "Clients at once": str(clients),
        "Snapshots": f"copies of snapshot {published.manifest.number} with vectors turned at random",
    }
    outputs.write(speed_figures(found), speed_report(found, facts), console)
