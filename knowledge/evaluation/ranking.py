"""Figures of a ranking with one relevant item a question, from the ranks alone.

A rank counts from 1; None means that the item was not found. With one relevant item the ideal
gain is 1, so nDCG is the gain itself (Järvelin and Kekäläinen 2002,
https://doi.org/10.1145/582415.582418). Of no ranks at all every figure is 0.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log2
from statistics import fmean

Rank = int | None
Figures = dict[str, float]

#: How far down a list a question's page is looked for.
DEPTH = 10


def rank_of(relevant: str, ranked: Iterable[str]) -> Rank:
    """The relevant item's rank in a list, best first."""
    return next((rank for rank, item in enumerate(ranked, 1) if item == relevant), None)


def recall(ranks: Sequence[Rank], depth: int) -> float:
    """Share of the questions whose item is among the first ``depth``, 0..1."""
    return _mean(ranks, depth, lambda _: 1.0)


def mrr(ranks: Sequence[Rank], depth: int) -> float:
    """Mean reciprocal rank; an item below ``depth`` counts 0."""
    return _mean(ranks, depth, lambda rank: 1 / rank)


def ndcg(ranks: Sequence[Rank], depth: int) -> float:
    """Mean normalised discounted cumulative gain; an item below ``depth`` counts 0."""
    return _mean(ranks, depth, lambda rank: 1 / log2(rank + 1))


def figures(ranks: Sequence[Rank]) -> Figures:
    """Number of questions, recall at 1 and 5, MRR and nDCG at 10."""
    return {
        "n": len(ranks),
        "recall@1": recall(ranks, 1),
        "recall@5": recall(ranks, 5),
        "mrr@10": mrr(ranks, DEPTH),
        "ndcg@10": ndcg(ranks, DEPTH),
    }


def mean_of(languages: Mapping[str, Figures]) -> Figures:
    """Mean over languages, each counting the same; ``n`` is the number of questions in all."""
    several = list(languages.values())
    means = {name: fmean(one[name] for one in several) for name in several[0]}
    return {**means, "n": sum(one["n"] for one in several)}


def _mean(ranks: Sequence[Rank], depth: int, gain: Callable[[int], float]) -> float:
    gains = (gain(rank) if rank is not None and rank <= depth else 0.0 for rank in ranks)
    return fmean(gains) if ranks else 0.0
