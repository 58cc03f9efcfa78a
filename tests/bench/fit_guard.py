"""Learns ``bot/guard/danger.npz`` from the examples in ``bot/guard/examples``.

    python -m tests.bench.fit_guard [--writers] [--final] [--errors] [--write]

``tests/bench/guard_rows.py`` says what is danger and what is ordinary. ``--writers`` leaves out one
writer's examples after the other, with a share of the ordinary messages, and prints recall and
false alarms; ``--errors`` adds the texts. Then false alarms on the held-out questions, which nothing is
learned from (``--final``: on the final ones).
"""

import sys
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from bot.guard.danger import DANGERS, WEIGHTS_FILE, Classifier, DangerDetector
from bot.guard.data import read_cues
from bot.guard.lexicon import SHAPE, places, scale
from ingest.vector_cache import VectorCache
from knowledge.embedding import Matrix, unit
from knowledge.languages import SUPPORTED
from knowledge.model.store import ModelStore
from knowledge.settings import Settings
from knowledge.text import words
from tests.bench.guard_rows import ORDINARY, Row, asked, read_rows

_DIRECTIONS = 96
_GAMMA = 1.5
_C = 10.0
_LEXICON_C = 20.0
#: What a row counts, by origin: danger, ordinary. Other ordinary messages count 1.
_WEIGHTS = {"example": (2.0, 5.0), "variant": (1.0, 2.0)}
_MOST_IN_LEXICON = 3.0
_LEXICON_SHARE, _CUE_BONUS = 0.2, 0.4
#: Scores from which on danger is sure, likely and possible (docs/architecture.md has what they were chosen by).
_SURE, _LIKELY, _POSSIBLE = 0.8, 0.5, -0.3
#: Writers that were written after the errors on these were seen: left out with them.
_READ = {"6": ("3", "4", "5"), "7": ("8",)}

Flags = NDArray[np.bool_]


def fit(vectors: Matrix, rows: Sequence[Row], means: Matrix, fingerprint: str) -> Classifier:
    """Learn from raw question vectors, shape (rows, dimensions), and the languages' means."""
    codes = [list(SUPPORTED).index(row.language) for row in rows]
    kinds = np.array([row.kind for row in rows])
    danger = kinds != ORDINARY
    example = np.array([row.origin == "example" for row in rows])
    importance = np.array([_importance(row) for row in rows])
    centred = unit(vectors - means[codes])
    pca = PCA(_DIRECTIONS, random_state=0).fit(centred[example])
    projected = pca.transform(centred).astype(np.float32)
    machine = SVC(C=_C, gamma=_GAMMA, cache_size=800)
    machine.fit(projected, danger, sample_weight=importance)
    linear = LogisticRegression(C=30, max_iter=2000).fit(projected[danger], kinds[danger])
    order = [list(linear.classes_).index(kind) for kind in DANGERS]
    lexicon = LogisticRegression(C=_LEXICON_C, solver="liblinear").fit(
        _hashed(rows), danger, sample_weight=np.minimum(importance, _MOST_IN_LEXICON)
    )
    return Classifier(
        fingerprint=fingerprint,
        languages=tuple(SUPPORTED),
        means=means,
        directions=pca.components_,
        origin=pca.mean_,
        support=machine.support_vectors_,
        weights=machine.dual_coef_[0],
        bias=float(machine.intercept_[0]),
        gamma=_GAMMA,
        kinds=linear.coef_[order],
        kind_biases=linear.intercept_[order],
        lexicon=lexicon.coef_.reshape(SHAPE),
        lexicon_bias=float(lexicon.intercept_[0]),
        lexicon_share=_LEXICON_SHARE,
        cue_bonus=_CUE_BONUS,
        sure=_SURE,
        likely=_LIKELY,
        possible=_POSSIBLE,
    )


def _importance(row: Row) -> float:
    danger, ordinary = _WEIGHTS.get(row.origin, (1.0, 1.0))
    return ordinary if row.kind == ORDINARY else danger


def _hashed(rows: Sequence[Row]) -> csr_matrix:
    """What :class:`Lexicon` sums up, one row a message."""
    found = [places(words(row.text)) for row in rows]
    counts = [len(at) for at in found]
    values = np.concatenate([np.full(count, scale(count)) for count in counts])
    ends = np.cumsum([0, *counts])
    return csr_matrix((values, np.concatenate(found), ends), (len(rows), SHAPE[0] * SHAPE[1]))


def left_out(rows: Sequence[Row]) -> Iterator[tuple[Flags, Flags]]:
    """Which rows are learned from and which are asked, a writer at a time."""
    writers = [w for w in sorted({row.writer for row in rows if row.writer}) if w not in _READ]
    fold = np.random.default_rng(0).integers(len(writers), size=len(rows))
    origin = np.array([row.origin for row in rows])
    writer = np.array([row.writer for row in rows])
    for number, own in enumerate(writers):
        out = [own, *(other for other, read in _READ.items() if own in read)]
        other = (writer == "") & (fold == number)
        asked_now = ((writer == own) & (origin == "example")) | (other & (origin != "variant"))
        yield ~np.isin(writer, out) & ~other, asked_now


def scores(learned: Classifier, vectors: Matrix, rows: Sequence[Row]) -> NDArray[np.float64]:
    """As the bot scores a message, shape (rows,)."""
    cues = DangerDetector(None, read_cues().danger)
    projected = learned.project(vectors, [row.language for row in rows])
    folded = [words(row.text) for row in rows]
    cued = [cues.cue(of, (row.language,)) is not None for of, row in zip(folded, rows, strict=True)]
    lexical = np.array([learned.words(of) for of in folded])
    meaning = learned.scores(projected)
    return np.asarray(
        meaning + learned.lexicon_share * lexical + learned.cue_bonus * np.array(cued), float
    )


def main() -> None:
    name = "final" if "--final" in sys.argv else "held_out"
    rows, checks = read_rows(), list(asked(name))
    embedder = ModelStore(Settings()).load(every_core=True)
    with VectorCache(Settings().cache / "vectors", embedder) as cache:
        vectors, _ = cache.embed([row.text for row in rows], "query")
        check_vectors, _ = cache.embed([row.text for row in checks], "query")
    codes = np.array([row.language for row in rows])
    usual = np.array([row.kind == ORDINARY and row.origin != "variant" for row in rows])
    means = np.stack([vectors[(codes == code) & usual].mean(axis=0) for code in SUPPORTED])
    if "--writers" in sys.argv:
        _leave_writers_out(rows, vectors, means)
    learned = fit(vectors, rows, means, embedder.fingerprint)
    found = scores(learned, check_vectors, checks)
    print(f"{name}: {(found >= _LIKELY).sum()} false alarms and {(found >= _POSSIBLE).sum()} "
          f"calm lines or alarms in {len(checks)}")  # fmt: skip
    for at in np.flatnonzero(found >= _LIKELY).tolist():
        print("   ", checks[at].language, round(float(found[at]), 2), checks[at].text)
    if "--write" in sys.argv:
        learned.save(WEIGHTS_FILE)
        size = WEIGHTS_FILE.stat().st_size / 1000
        print(f"written: {WEIGHTS_FILE.name}, {len(learned.support)} vectors, {size:.0f} kB")


def _leave_writers_out(rows: Sequence[Row], vectors: Matrix, means: Matrix) -> None:
    found = np.full(len(rows), np.nan)
    right = []
    for learn, ask in left_out(rows):
        own = fit(vectors[learn], [rows[at] for at in np.flatnonzero(learn).tolist()], means, "")
        of = [rows[at] for at in np.flatnonzero(ask).tolist()]
        found[ask] = scores(own, vectors[ask], of)
        projected = own.project(vectors[ask], [row.language for row in of])
        right += [own.kind(p) == row.kind for p, row in zip(projected, of, strict=True)
                  if row.kind != ORDINARY]  # fmt: skip
    asked_now = ~np.isnan(found)
    _report([row for row, there in zip(rows, asked_now, strict=True) if there], found[asked_now])
    print(f"kind right without cues: {np.mean(right):.3f}")


def _report(rows: Sequence[Row], found: NDArray[np.float64]) -> None:
    danger = np.array([row.kind != ORDINARY for row in rows])
    origin = np.array([row.origin for row in rows])
    groups = {
        "recall": danger,
        "hard": ~danger & (origin == "example"),
        "asked": np.isin(origin, ("development", "follow-up")),
        "content": np.isin(origin, ("content", "off-topic")),
    }
    print("a writer left out: " + ", ".join(f"{name} {of.sum()}" for name, of in groups.items()))
    for least in (-0.9, -0.7, -0.5, -0.3, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0):
        shares = (f"{name} {(found[of] >= least).mean():.4f}" for name, of in groups.items())
        print(f"  {least:5.2f}: " + " ".join(shares))
    for field in ("language", "kind", "writer"):
        values = np.array([getattr(row, field) for row in rows])
        print(" ", *(f"{value} {(found[danger & (values == value)] >= _LIKELY).mean():.3f}"
                     for value in dict.fromkeys(values[danger].tolist())))  # fmt: skip
    if "--errors" in sys.argv:
        for at in np.argsort(-found).tolist():
            if (found[at] >= _LIKELY) != danger[at]:
                print("  ", round(float(found[at]), 2), rows[at])


if __name__ == "__main__":
    main()
