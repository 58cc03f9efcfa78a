"""The figures, worked out by hand."""

from math import log2

import pytest

from knowledge.evaluation.ranking import figures, mean_of, mrr, ndcg, rank_of, recall

#: First, third, sixth, twelfth, not found.
RANKS = [1, 3, 6, 12, None]


def test_a_rank_counts_from_one() -> None:
    assert rank_of("b", ["a", "b", "c"]) == 2
    assert rank_of("d", ["a", "b", "c"]) is None


def test_recall_is_the_share_found_so_far_down() -> None:
    assert recall(RANKS, 1) == pytest.approx(1 / 5)
    assert recall(RANKS, 5) == pytest.approx(2 / 5)
    assert recall(RANKS, 20) == pytest.approx(4 / 5)


def test_mrr_is_the_mean_of_one_over_the_rank() -> None:
    assert mrr(RANKS, 10) == pytest.approx((1 + 1 / 3 + 1 / 6) / 5)


def test_ndcg_discounts_by_the_logarithm() -> None:
    assert ndcg(RANKS, 10) == pytest.approx((1 + 1 / log2(4) + 1 / log2(7)) / 5)


def test_of_no_questions_everything_is_nothing() -> None:
    assert figures([]) == {"n": 0, "recall@1": 0, "recall@5": 0, "mrr@10": 0, "ndcg@10": 0}


def test_each_language_counts_the_same_in_the_mean() -> None:
    mean = mean_of({"en": figures([1, 1, 1]), "tr": figures([None])})
    assert mean["recall@1"] == pytest.approx(0.5)
    assert mean["n"] == 4
