"""Does a question find its page? Hanni's own search beside two plain ones, in one run.

The pages become a snapshot as ``hanni refresh`` builds it, in a temporary folder, and every question
goes through :class:`knowledge.search.Search` as the chat service asks it. The plain ones show what the
recipe is worth: BM25 over the pages' German stems, and the raw cosines of the embedding model over the
same passages, a page counting by its best one.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

import numpy as np

from ingest.builder import Builder
from ingest.vector_cache import VectorCache
from knowledge.embedding import Embedder, Vector
from knowledge.evaluation.ranking import DEPTH, Figures, Rank, figures, mean_of, rank_of
from knowledge.evaluation.rows import Page, Question
from knowledge.evaluation.scratch import scratch_folder
from knowledge.languages import ORIGINAL
from knowledge.lexical import LexicalIndex
from knowledge.progress import Progress
from knowledge.records import Knowledge, Passage
from knowledge.search import Search
from knowledge.settings import Settings
from knowledge.snapshot import Snapshot, SnapshotStore
from knowledge.text import terms

#: From a question and its vector, as the model gives it, to the ids of pages, best first.
Ranker = Callable[[Question, Vector], list[str]]

MEAN_OTHER = "mean_other"


@dataclass(frozen=True)
class Retrieval:
    """Ranks of the asked pages by system and language, and what was searched."""

    ranks: dict[str, dict[str, list[Rank]]]
    passages: int

    def figures(self) -> dict[str, dict[str, Figures]]:
        """By system, the figures of each language and the mean over those other than German."""
        found: dict[str, dict[str, Figures]] = {}
        for system, by_language in self.ranks.items():
            of = {language: figures(ranks) for language, ranks in by_language.items()}
            others = {language: one for language, one in of.items() if language != ORIGINAL}
            found[system] = {**of, MEAN_OTHER: mean_of(others)} if others else of
        return found


def measure_retrieval(
    settings: Settings,
    embedder: Embedder,
    knowledge: Knowledge,
    pages: Sequence[Page],
    questions: Sequence[Question],
    progress: Progress,
) -> Retrieval:
    """Ask every answerable question; ``knowledge`` holds the pages as records."""
    by_language: dict[str, list[Question]] = {}
    for question in questions:
        if question.answerable:
            by_language.setdefault(question.lang, []).append(question)
    with temporary_snapshot(settings, embedder, knowledge, progress) as snapshot:
        rankers = {
            "system": _system(Search(snapshot, embedder)),
            "bm25": _bm25(pages),
            "dense": _dense(settings, embedder, snapshot.passages),
        }
        ranks: dict[str, dict[str, list[Rank]]] = {name: {} for name in rankers}
        for language, asked in by_language.items():
            for done, question in enumerate(asked, 1):
                vector = embedder.query(question.question)
                for name, ranker in rankers.items():
                    rank = rank_of(question.page, ranker(question, vector)[:DEPTH])
                    ranks[name].setdefault(language, []).append(rank)
                progress(f"Asking ({language})", done, len(asked))
        return Retrieval(ranks, len(snapshot.passages))


@contextmanager
def temporary_snapshot(
    settings: Settings, embedder: Embedder, knowledge: Knowledge, progress: Progress
) -> Iterator[Snapshot]:
    """A snapshot of ``knowledge`` that is gone afterwards; vectors come from the usual cache."""
    with scratch_folder() as folder:
        # An embedded database even if the city uses a Chroma server: that one is not to be filled.
        own = settings.model_copy(update={"data": folder, "chroma_url": None})
        Builder(own, embedder).refresh(knowledge, progress)
        with closing(SnapshotStore(own).open_published(embedder.fingerprint)) as snapshot:
            yield snapshot


def _system(search: Search) -> Ranker:
    def ranked(question: Question, vector: Vector) -> list[str]:
        result = search.with_vector(question.question, question.lang, vector)
        return [hit.service for hit in result.services]

    return ranked


def _bm25(pages: Sequence[Page]) -> Ranker:
    index = LexicalIndex.build(terms(page.text, ORIGINAL) for page in pages)

    def ranked(question: Question, _: Vector) -> list[str]:
        scores = index.scores(terms(question.question, ORIGINAL))
        best = np.argsort(-scores, kind="stable")[:DEPTH]
        return [pages[row].id for row in best.tolist() if scores[row] > 0]

    return ranked


def _dense(settings: Settings, embedder: Embedder, passages: Sequence[Passage]) -> Ranker:
    passages = [passage for passage in passages if passage.level == "chunk"]
    with VectorCache(settings.cache / "vectors", embedder) as cache:
        vectors, _ = cache.embed([passage.text for passage in passages], "passage")
    services = list(dict.fromkeys(passage.service for passage in passages))
    numbers = {service: number for number, service in enumerate(services)}
    owner = np.array([numbers[passage.service] for passage in passages])

    def ranked(_: Question, vector: Vector) -> list[str]:
        best = np.full(len(services), -1.0, np.float32)
        np.maximum.at(best, owner, vectors @ vector)
        return [services[row] for row in np.argsort(-best, kind="stable")[:DEPTH].tolist()]

    return ranked
