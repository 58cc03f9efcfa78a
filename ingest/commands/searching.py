"""``hanni search``: what is found for a question, and why."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from ingest.commands.shared import AsJson, console, load_model, messages, print_json, print_table
from ingest.messages import Messages
from ingest.prose import part_name
from ingest.settings import EditorSettings
from knowledge.confidence import Confidence, Features
from knowledge.detection import LanguageDetector
from knowledge.languages import ORIGINAL, SUPPORTED
from knowledge.model.language_store import LanguageStore
from knowledge.search import LEXICAL_WEIGHT, LevelScore, Search, SearchResult
from knowledge.snapshot import SnapshotStore
from knowledge.text import clean


def search(
    question: Annotated[str, typer.Argument(help="Any supported language.")],
    language: Annotated[str | None, typer.Option(help="Of the question; else detected.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show why each was found.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=24, help="Services to show.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Search the published snapshot as the chat service does, without an answer."""
    settings = EditorSettings.load()
    say = messages(settings)
    text = clean(question)
    if not text:
        raise typer.BadParameter(say("wrong.empty"))
    if language is not None and language not in SUPPORTED:
        choices = ", ".join(SUPPORTED)
        raise typer.BadParameter(say("wrong.choice", option="--language", choices=choices))
    embedder = load_model(settings, every_core=False)
    snapshot = SnapshotStore(settings).open_published(embedder.fingerprint)
    try:
        if language is None:
            detector = LanguageDetector(LanguageStore(settings).load())
            language = detector(text).language or ORIGINAL
        finder = Search(snapshot, embedder)
        result = finder(text, language)
        hits = result.services[:limit]
        levels = [finder.levels(hit, result) if explain else () for hit in hits]
        titles = {
            hit.service: snapshot.knowledge.services[hit.service].texts[ORIGINAL].title
            for hit in hits
        }
        confidence = snapshot.confidence
    finally:
        snapshot.close()
    outcome = _outcome(result.confidence, confidence)
    if as_json:
        services = [
            {
                **asdict(hit),
                "title": titles[hit.service],
                "levels": [_level_as_json(level) for level in of],
            }
            for hit, of in zip(hits, levels, strict=True)
        ]
        print_json({
            "question": text, "language": language, "confidence": result.confidence,
            "outcome": outcome, "features": asdict(result.features), "services": services,
        })  # fmt: skip
        return
    console.print(
        say("search.found", language=say.name("language", language), outcome=say(f"outcome.{outcome}"),
            confidence=f"{result.confidence:.3f}", answer=f"{confidence.answer:.2f}",
            clarify=f"{confidence.clarify:.2f}"),
        highlight=False,
    )  # fmt: skip
    columns = (say(f"search.{name}") for name in ("score", "dense", "words", "service", "faq"))
    table = Table(*columns, box=None, pad_edge=False)
    for hit in hits:
        name = f"{escape(titles[hit.service])} [dim]({hit.service})[/]"
        table.add_row(f"{hit.score:.3f}", f"{hit.dense:.3f}", f"{hit.lexical:.3f}", name, hit.faq or "")  # fmt: skip
    print_table(table)
    if explain:
        _show_confidence(result, confidence, say)
        for hit, of in zip(hits, levels, strict=True):
            what = f"{hit.service}, {hit.faq}" if hit.faq else hit.service
            words = LEXICAL_WEIGHT * hit.lexical
            console.print(f"\n[bold]{what}[/]: " + say("search.sum", dense=f"{hit.score - words:.3f}", words=f"{words:.3f}", weight=LEXICAL_WEIGHT, lexical=f"{hit.lexical:.3f}"), highlight=False)  # fmt: skip
            for level in of:
                _show_level(level, say)


def _outcome(probability: float, confidence: Confidence) -> str:
    if probability >= confidence.answer:
        return "answered"
    return "clarify" if probability >= confidence.clarify else "no_answer"


def _show_confidence(result: SearchResult, confidence: Confidence, say: Messages) -> None:
    console.print(f"\n[bold]{say('search.confidence')}[/]")
    columns = (say(f"search.{name}") for name in ("feature", "value", "weight", "adds"))
    table = Table(*columns, box=None, pad_edge=False)
    values = asdict(result.features)
    for name, weight in zip(Features.__dataclass_fields__, confidence.weights, strict=True):
        added = weight * values[name]
        table.add_row(
            say.name("feature", name), f"{values[name]:.3f}", f"{weight:+.2f}", f"{added:+.2f}"
        )
    table.add_row(say("search.bias"), "", "", f"{confidence.bias:+.2f}")
    print_table(table)


def _show_level(level: LevelScore, say: Messages) -> None:
    console.print(
        "  " + say("search.level", level=say(f"level.{level.level}"), share=f"{level.share:.2f}", cosine=f"{level.cosine:.3f}"),
        highlight=False,
    )  # fmt: skip
    for passage, cosine, plain in level.nearest:
        words = " ".join(passage.text.split())[:100]
        console.print(
            f"    {cosine:.3f} ({plain:.3f})  {passage.language} {part_name(passage.part, say)}: {escape(words)}",
            highlight=False,
        )


def _level_as_json(level: LevelScore) -> dict[str, object]:
    nearest = [
        {"passage": passage.id, "language": passage.language, "part": passage.part,
         "text": passage.text, "cosine": cosine, "before_whitening": plain}
        for passage, cosine, plain in level.nearest
    ]  # fmt: skip
    return {"level": level.level, "share": level.share, "cosine": level.cosine, "nearest": nearest}
