"""The command ``hanni bench``.

What needs the whole bot (``answers``, ``speed``) joins through the entry-point group
``hanni.bench``, so that this package need not know the chat service.
"""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ingest.bench.extract import extract_figures, measure_extract, shipped_means
from ingest.bench.language import measure_language
from ingest.bench.pages import knowledge_of
from ingest.bench.reports import extract_report, language_report, retrieval_report
from ingest.bench.retrieval import measure_retrieval
from ingest.vector_cache import VectorCache
from knowledge.content import read_content
from knowledge.detection import LanguageDetector
from knowledge.evaluation.options import Html, Json
from knowledge.evaluation.report import Outputs
from knowledge.evaluation.rows import LabelledText, RowsError, read_pages, read_questions, read_rows
from knowledge.languages import RECOGNISED
from knowledge.line_selector import LineSelector
from knowledge.model.language_store import LanguageStore
from knowledge.model.store import ModelStore
from knowledge.progress import progress_bars
from knowledge.settings import CONTENT_FOLDER, Settings

bench_app = typer.Typer(
    help="Measure Hanni on questions of your own; docs/bench.md shows the files.",
    no_args_is_help=True,
)

console = Console(soft_wrap=True)
errors = Console(stderr=True, soft_wrap=True)

Pages = Annotated[Path, typer.Option("--pages", help="Pages: page, title, lines.")]
Questions = Annotated[
    list[Path],
    typer.Option("--questions", help="Questions: lang, question, page. May be repeated."),
]
Texts = Annotated[Path, typer.Option("--texts", help="Texts: lang, text and perhaps kind.")]


@bench_app.command()
def retrieval(pages: Pages, questions: Questions, json: Json = None, html: Html = None) -> None:
    """Whether a question in any language finds its German page."""
    outputs = Outputs(json, html)
    outputs.check()
    read = read_pages(pages)
    asked = [question for path in questions for question in read_questions(path, read)]
    if not any(question.answerable for question in asked):
        raise RowsError(
            "No page answers any of the questions.", "Their answer_lines are all empty lists."
        )
    settings = Settings.load()
    embedder = ModelStore(settings).load(every_core=True)
    knowledge = knowledge_of(read, read_content(settings.content))
    with progress_bars(errors) as progress:
        found = measure_retrieval(settings, embedder, knowledge, read, asked, progress)
    facts = {
        "Pages": f"{pages.name}, {len(read)} pages, {found.passages} passages",
        "Questions": ", ".join(path.name for path in questions),
        "Unanswerable, not asked": str(sum(not question.answerable for question in asked)),
        "Model": embedder.fingerprint,
    }
    figures = found.figures()
    outputs.write(figures, retrieval_report(figures, facts), console)


@bench_app.command()
def language(texts: Texts, json: Json = None, html: Html = None) -> None:
    """Whether a text's language is recognised."""
    outputs = Outputs(json, html)
    outputs.check()
    read = read_rows(texts, LabelledText)
    if not any(text.lang in RECOGNISED for text in read):
        raise RowsError(
            f"{texts}: no text is in a language that Hanni recognises.",
            f"These are: {', '.join(sorted(RECOGNISED))}.",
        )
    detector = LanguageDetector(LanguageStore(Settings.load()).load())
    with progress_bars(errors) as progress:
        found = measure_language(detector, RECOGNISED, read, progress)
    facts = {
        "Texts": f"{texts.name}, {len(found.texts)} asked",
        "Left out": f"{found.left_out} in languages that Hanni does not recognise",
        "Time of a text": f"{found.microseconds:.0f} microseconds",
    }
    outputs.write(found.figures(), language_report(found, facts), console)


@bench_app.command()
def extract(pages: Pages, questions: Questions, json: Json = None, html: Html = None) -> None:
    """Given the right page, whether the lines that answer are chosen."""
    outputs = Outputs(json, html)
    outputs.check()
    read = read_pages(pages)
    asked = [question for path in questions for question in read_questions(path, read)]
    if any(question.answer_lines is None for question in asked):
        raise RowsError(
            "Some questions have no answer_lines.",
            "Name the lines that answer, counted from 0; an empty list says that none does.",
        )
    settings = Settings.load()
    embedder = ModelStore(settings).load(every_core=True)
    selector = LineSelector.load()
    selector.check(embedder)
    with (
        VectorCache(settings.cache / "vectors", embedder) as cache,
        progress_bars(errors) as progress,
    ):
        means = shipped_means(read_content(CONTENT_FOLDER), cache)
        found = measure_extract(selector, means, cache, read, asked, progress)
    unanswerable = sum(not question.answerable for question in asked)
    facts = {
        "Pages": f"{pages.name}, {len({question.page for question in asked})} asked about",
        "Questions": ", ".join(path.name for path in questions),
        "Answerable": f"{len(asked) - unanswerable}, unanswerable {unanswerable}",
        "Model": embedder.fingerprint,
    }
    figures = {language: extract_figures(of) for language, of in found.items()}
    outputs.write(figures, extract_report(figures, facts), console)
