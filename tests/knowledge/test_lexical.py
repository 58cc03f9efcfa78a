"""BM25, scaled to the question."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.lexical import LexicalIndex
from knowledge.text import terms

DOCUMENTS = [
    ("Die Hundesteuer für den Hund", "de"),
    ("Der Reisepass kostet 70 Euro", "de"),
    ("Wohngeld für die Miete", "de"),
    ("Die Miete und der Hund", "de"),
]


@pytest.fixture
def index() -> LexicalIndex:
    return LexicalIndex.build(terms(text, language) for text, language in DOCUMENTS)


def test_the_document_with_the_words_is_first(index: LexicalIndex) -> None:
    scores = index.scores(terms("Was kostet ein Reisepass?", "de"))
    assert scores.argmax() == 1
    assert scores[0] == 0


def test_a_rare_word_counts_more_than_a_common_one(index: LexicalIndex) -> None:
    scores = index.scores(terms("Hundesteuer Miete", "de"))
    assert scores.argmax() == 0


def test_unknown_words_lower_the_share(index: LexicalIndex) -> None:
    alone = index.scores(terms("Reisepass", "de"))[1]
    beside = index.scores(terms("Reisepass Zebra Xylophon", "de"))[1]
    assert beside < alone / 2


def test_a_common_word_alone_is_not_much(index: LexicalIndex) -> None:
    assert index.scores(terms("die", "de")).max() < 0.5
    assert index.scores(terms("Reisepass", "de")).max() > 0.7


def test_no_words_score_nothing(index: LexicalIndex) -> None:
    assert not index.scores([]).any()


def test_it_reads_what_it_wrote(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "index.npz")
    query = terms("Wohngeld Miete", "de")
    read = LexicalIndex.load(tmp_path / "index.npz")
    assert np.array_equal(read.scores(query), index.scores(query))
