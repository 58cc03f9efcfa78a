"""Whether, given the right page, the right lines are chosen, and none where none answers.

Precision and recall are averaged over the questions that have an answer, F is their harmonic mean, as in
the paper of OMoS-QA (Kleinle, Prange and Friedrich 2024, https://arxiv.org/abs/2407.15736). A question
that is taken for unanswerable has no lines: its precision and recall are 0.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from ingest.builder import own_queries
from ingest.vector_cache import VectorCache
from knowledge.embedding import unit
from knowledge.evaluation.ranking import Figures
from knowledge.evaluation.rows import Page, Question
from knowledge.line_features import AskedQuestion, Embed, LinePage
from knowledge.line_selector import LineSelector
from knowledge.passages import passages as cut_passages
from knowledge.progress import Progress
from knowledge.projection import Projection
from knowledge.question_means import QuestionMeans
from knowledge.records import Knowledge
from knowledge.text import clean


class ExtractFigures(TypedDict):
    """Of one language, as ``--json`` writes them."""

    precision: float
    recall: float
    f: float
    unanswerable: Figures


@dataclass(frozen=True)
class Extracted:
    """One question: the lines that answer it, and those that were chosen."""

    answer: frozenset[int]
    chosen: frozenset[int]

    @property
    def precision(self) -> float:
        """Share of the chosen lines that belong to the answer; 0 if none is chosen."""
        return len(self.answer & self.chosen) / max(len(self.chosen), 1)

    @property
    def recall(self) -> float:
        """Share of the answer's lines that were chosen."""
        return len(self.answer & self.chosen) / max(len(self.answer), 1)


def f_of(precision: float, recall: float) -> float:
    """Harmonic mean; 0 if both are."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def extract_figures(found: Sequence[Extracted]) -> ExtractFigures:
    """Of one language: precision, recall and F of the lines, and of finding the unanswerable ones."""
    answerable = [one for one in found if one.answer]
    declined = [one for one in found if not one.chosen]
    right = sum(not one.answer for one in declined)
    unanswerable = _figures(
        right / max(len(declined), 1), right / max(len(found) - len(answerable), 1)
    )
    precision = float(np.mean([one.precision for one in answerable])) if answerable else 0.0
    recall = float(np.mean([one.recall for one in answerable])) if answerable else 0.0
    f = f_of(precision, recall)
    return {"precision": precision, "recall": recall, "f": f, "unanswerable": unanswerable}


def _figures(precision: float, recall: float) -> Figures:
    return {"precision": precision, "recall": recall, "f": f_of(precision, recall)}


def measure_extract(
    selector: LineSelector,
    means: QuestionMeans,
    cache: VectorCache,
    pages: Sequence[Page],
    questions: Sequence[Question],
    progress: Progress,
) -> dict[str, list[Extracted]]:
    """Ask each page its questions, by language in the questions' order.

    ``means`` learns on from the questions, as it does in the chat service.
    """
    read = read_line_pages(pages, questions, cache, progress)
    found: dict[str, list[Extracted]] = {}
    asked = asked_questions(questions, means, cache, progress)
    for done, (question, each) in enumerate(zip(questions, asked, strict=True), 1):
        page = read[question.page]
        chosen = selector.choose(page, each).lines
        one = Extracted(frozenset(question.answer_lines or ()), frozenset(chosen))
        found.setdefault(question.lang, []).append(one)
        progress("Choosing lines", done, len(questions))
    return found


def read_line_pages(
    pages: Sequence[Page], questions: Iterable[Question], cache: VectorCache, progress: Progress
) -> dict[str, LinePage]:
    """The pages that are asked about, by id."""
    asked = {question.page for question in questions}
    wanted = [page for page in pages if page.id in asked]
    read = {}
    for done, page in enumerate(wanted, 1):
        read[page.id] = LinePage.read(page.title.strip(), page.lines, _passages(cache))
        progress("Reading pages", done, len(wanted))
    return read


def _passages(cache: VectorCache) -> Embed:
    return lambda texts: cache.embed(texts, "passage")[0]


def asked_questions(
    questions: Sequence[Question], means: QuestionMeans, cache: VectorCache, progress: Progress
) -> Iterator[AskedQuestion]:
    """The questions as the bot sees them: one after the other, each from the mean so far."""
    texts = [clean(question.question) for question in questions]
    vectors, _ = cache.embed(
        texts, "query", lambda done: progress("Reading questions", done, len(texts))
    )
    for question, text, vector in zip(questions, texts, vectors, strict=True):
        yield AskedQuestion(text, question.lang, unit(vector - means(question.lang)))
        means.learn(question.lang, vector)


def shipped_means(knowledge: Knowledge, cache: VectorCache) -> QuestionMeans:
    """Each language's mean question, as a snapshot of ``knowledge`` begins with it."""
    queries, _ = own_queries(cut_passages(knowledge), cache)
    projection = Projection(
        {code: vectors.mean(axis=0) for code, vectors in queries.items()},
        {code: len(vectors) for code, vectors in queries.items()},
        passage_means={},
        whitening=np.eye(next(iter(queries.values())).shape[1], dtype=np.float32),
    )
    return QuestionMeans(projection)
