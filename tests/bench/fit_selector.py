"""Learns ``knowledge/line_selector.npz`` from questions about pages.

    python -m tests.bench.fit_selector --pages FILE --questions FILE [--questions FILE …] [--write]

The files are those of ``hanni bench extract``; the shipped weights are from OMoS-QA
(``knowledge/line_selector.md``). Prints figures cross-validated by page: no network has seen the
page of a question that it is asked. ``--write`` then trains on everything and stores the weights.
"""

import argparse
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np
import torch
from rich.console import Console

from ingest.bench.extract import (
    Extracted,
    asked_questions,
    extract_figures,
    read_line_pages,
    shipped_means,
)  # fmt: skip
from ingest.vector_cache import VectorCache
from knowledge.content import read_content
from knowledge.embedding import Matrix, Vector, unit
from knowledge.evaluation.rows import Question, read_pages, read_questions
from knowledge.line_features import LineMeans, LinePage, line_features
from knowledge.line_network import LineNetwork, LineScores
from knowledge.line_selector import WEIGHTS_FILE, Decision, stacked
from knowledge.model.store import ModelStore
from knowledge.progress import progress_bars
from knowledge.projection import Projection
from knowledge.settings import CONTENT_FOLDER, Settings
from tests.bench.line_training import Example, train

#: What citizens ask about a thing, in German and English.
ASPECTS = {
    "who": (("Wer kann mir helfen?", "An wen kann ich mich wenden?"), ("Who can I contact?", "Who can help me?")),
    "where": (("Wo finde ich das?", "Wo ist die Beratungsstelle?"), ("Where is the office?", "Where can I go?")),
    "address": (("Wie ist die Adresse?",), ("What is the address?",)),
    "phone": (("Wie ist die Telefonnummer?", "Wo kann ich anrufen?"), ("What is the phone number?", "Which number can I call?")),
    "mail": (("Wie lautet die E-Mail-Adresse?",), ("What is the email address?",)),
    "hours": (("Wann ist geöffnet?", "Was sind die Öffnungszeiten?"), ("What are the opening hours?", "When is it open?")),
    "when": (("Wann muss ich den Antrag stellen?", "Bis wann?"), ("When do I have to apply?", "By what date?")),
    "cost": (("Was kostet das?", "Wie hoch ist die Gebühr?"), ("How much does it cost?", "What is the fee?")),
    "amount": (("Wie viel Geld bekomme ich?",), ("How much money do I get?",)),
    "documents": (("Welche Unterlagen brauche ich?",), ("What documents do I need?",)),
    "how": (("Wie kann ich mich anmelden?", "Wie stelle ich einen Antrag?"), ("How do I apply?", "How can I register?")),
    "whom": (("Wer hat Anspruch darauf?", "Für wen ist das Angebot?"), ("Who is eligible?", "Who is it for?")),
    "duration": (("Wie lange dauert das?",), ("How long does it take?",)),
    "meaning": (("Was ist das?", "Was bedeutet das?"), ("What is that?", "What does it mean?")),
    "list": (("Welche Angebote gibt es?", "Welche Möglichkeiten gibt es?"), ("What offers are there?", "What options are there?")),
    "may": (("Kann ich das machen?", "Muss ich das?"), ("Can I do that?", "Do I have to?")),
    "why": (("Warum ist das wichtig?",), ("Why is it important?",)),
    "web": (("Auf welcher Webseite finde ich Informationen?", "Gibt es eine App?"), ("On which website can I find information?", "Is there an app?")),
    "languages": (("In welchen Sprachen?",), ("In which languages?",)),
    "tasks": (("Was macht die Beratungsstelle?", "Wobei hilft sie?"), ("What does the counselling service do?", "What does it help with?")),
}  # fmt: skip
#: Networks whose probabilities are averaged, and the first one's seed.
_NETWORKS, _SEED = 4, 1
_FOLDS = 5
#: Chosen from the printed curves; the same for all languages.
DECISION = Decision(precision=3.0, answerable=0.15)
_PRECISIONS = np.arange(1.5, 4.1, 0.25)
_THRESHOLDS = np.arange(0.1, 0.81, 0.05)


@dataclass(frozen=True)
class Data:
    """Everything that is learned from."""

    questions: list[Question]
    examples: list[Example]
    means: LineMeans
    aspects: dict[str, Vector]


def main() -> None:
    """Cross-validate, print, and store if asked to."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=Path, required=True)
    parser.add_argument("--questions", type=Path, action="append", required=True)
    parser.add_argument("--folds-seed", type=int, default=0)
    parser.add_argument("--networks", type=int, default=_NETWORKS)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    data = _read(options.pages, options.questions)
    seeds = range(_SEED, _SEED + options.networks)
    scores = cross_validated(data, options.folds_seed, seeds)
    report(data.questions, scores)
    if options.write:
        _write(data, train(data.examples, seeds))


def _read(pages_file: Path, question_files: Sequence[Path]) -> Data:
    settings = Settings.load()
    embedder = ModelStore(settings).load(every_core=True)
    pages = read_pages(pages_file)
    questions = [one for path in question_files for one in read_questions(path, pages)]
    with (
        VectorCache(settings.cache / "vectors", embedder) as cache,
        progress_bars(Console(stderr=True)) as progress,
    ):
        question_means = shipped_means(read_content(CONTENT_FOLDER), cache)
        read = read_line_pages(pages, questions, cache, progress)
        means, aspects = _means(list(read.values())), _aspects(question_means.projection, cache)
        examples = []
        asked = asked_questions(questions, question_means, cache, progress)
        for done, (question, each) in enumerate(zip(questions, asked, strict=True), 1):
            page = read[question.page]
            answer = np.zeros(len(page.layout.lines), np.float32)
            answer[list(question.answer_lines or ())] = 1
            features = stacked(line_features(page, each, means, aspects).values())
            examples.append(Example(features, answer))
            progress("Features", done, len(questions))
    return Data(questions, examples, means, aspects)


def _means(pages: Sequence[LinePage]) -> LineMeans:
    def mean(rows: Sequence[Matrix]) -> Matrix:
        average: Matrix = np.concatenate(rows).mean(axis=0)
        return average

    return LineMeans(
        title=mean([page.title[None] for page in pages]),
        line=mean([page.lines for page in pages]),
        path=mean([page.paths for page in pages]),
        section=mean([page.sections for page in pages]),
    )


def _aspects(projection: Projection, cache: VectorCache) -> dict[str, Vector]:
    found = {}
    for name, by_language in ASPECTS.items():
        centred = [
            unit(cache.embed(texts, "query")[0] - projection.query_mean(language))
            for language, texts in zip(("de", "en"), by_language, strict=True)
        ]
        found[name] = unit(np.concatenate(centred).mean(axis=0))
    return found


def cross_validated(data: Data, folds_seed: int, seeds: Sequence[int]) -> list[LineScores]:
    """Scores of each question by networks that have not seen its page."""
    pages = sorted({question.page for question in data.questions})
    order = np.random.default_rng(folds_seed).permutation(len(pages))
    fold_of = {page: int(number) % _FOLDS for page, number in zip(pages, order, strict=True)}
    folds = np.array([fold_of[question.page] for question in data.questions])
    scores: dict[int, LineScores] = {}
    for fold in range(_FOLDS):
        network = train([data.examples[row] for row in np.flatnonzero(folds != fold)], seeds)
        for row in np.flatnonzero(folds == fold).tolist():
            scores[row] = network(data.examples[row].features)
        print(f"fold {fold + 1} of {_FOLDS}", flush=True)
    return [scores[row] for row in range(len(folds))]


def report(questions: Sequence[Question], scores: Sequence[LineScores]) -> None:
    """Print the curves over both numbers of the decision, and the chosen point."""
    languages = list(dict.fromkeys(question.lang for question in questions))
    for name, values in (("precision", [*_PRECISIONS]), ("answerable", [0.0, *_THRESHOLDS])):
        print(f"\nby {name} (otherwise {DECISION}): precision / recall / F, F of the unanswerable")
        for value in values:
            _row(f"{value:.2f}", questions, scores, replace(DECISION, **{name: value}), languages)
    print("\nchosen")
    for language in languages:
        print(language, extract_figures(_chosen(questions, scores, DECISION, language)))


def _row(
    label: str,
    questions: Sequence[Question],
    scores: Sequence[LineScores],
    decision: Decision,
    languages: Sequence[str],
) -> None:
    cells = []
    for language in languages:
        found = extract_figures(_chosen(questions, scores, decision, language))
        cells.append(
            f"{language} {found['precision']:.3f}/{found['recall']:.3f}/{found['f']:.3f}"
            f" {found['unanswerable']['f']:.3f}"
        )
    print(label, " | ".join(cells))


def _chosen(
    questions: Sequence[Question], scores: Sequence[LineScores], decision: Decision, language: str
) -> list[Extracted]:
    return [
        Extracted(frozenset(question.answer_lines or ()), frozenset(decision(score)))
        for question, score in zip(questions, scores, strict=True)
        if question.lang == language
    ]


def _write(data: Data, network: LineNetwork) -> None:
    arrays = {field.name: getattr(network, field.name) for field in fields(LineNetwork)}
    arrays |= {f"mean_{field.name}": getattr(data.means, field.name) for field in fields(LineMeans)}
    arrays |= {f"aspect_{name}": aspect for name, aspect in data.aspects.items()}
    arrays["decision"] = np.array(astuple(DECISION))
    np.savez_compressed(
        WEIGHTS_FILE, **{name: array.astype(np.float16) for name, array in arrays.items()}
    )
    print(f"{WEIGHTS_FILE}: {WEIGHTS_FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
