"""Learns ``bot/guard/danger.npz`` from the examples in ``bot/guard/examples``.

    python -m tests.bench.fit_guard [--final] [--no-folds] [--errors] [--write]

Danger are the examples' dangers; ordinary are their ordinary questions, the development questions and
negatives, the follow-ups, the shipped titles, aliases and FAQ questions, and the off-topic examples. Prints recall and
false alarms by language, cross-validated in five folds and by leaving one language out, and false
alarms on the held-out questions, which nothing is learned from (``--final``: on the final ones).
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from sklearn.svm import SVC

from bot.guard.danger import DANGERS, WEIGHTS_FILE, Classifier, DangerDetector
from bot.guard.data import EXAMPLES, read_cues
from knowledge.content import read_content
from knowledge.embedding import Matrix, unit
from knowledge.languages import SUPPORTED
from knowledge.model.store import ModelStore
from knowledge.offtopic import read_offtopic
from knowledge.settings import CONTENT_FOLDER, Settings
from knowledge.text import clean, words

QUESTIONS = Path(__file__).parent / "questions"
#: Services whose own questions may come from people in danger.
_BORDERLINE = frozenset({"auskunftssperre", "polizei-anzeige"})
_DIRECTIONS = 112
_GAMMA = 1.5
_C = 10.0
#: A danger, and an ordinary question that shares its words, count more than any other question.
_DANGER_WEIGHT, _HARD_WEIGHT = 2.0, 5.0
#: Scores from which on it is danger; chosen by the cross-validated figures below.
_ALONE, _WITH_CUE = 0.1, -0.3


@dataclass(frozen=True)
class Row:
    text: str
    language: str
    #: A kind of danger, or ``ordinary``.
    kind: str
    origin: str


def _examples() -> Iterator[Row]:
    for path in sorted(EXAMPLES.glob("*.yaml")):
        for kind, texts in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            yield from (Row(text, path.stem, kind, "example") for text in texts)


def _asked(name: str) -> Iterator[Row]:
    for path in (QUESTIONS / f"{name}.jsonl", QUESTIONS / f"{name}_negatives.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if not _BORDERLINE.intersection(row.get("expect_services", ())):
                yield Row(row.get("question") or row["text"], row["lang"], "ordinary", name)


def _follow_ups() -> Iterator[Row]:
    """Turns that say little by themselves ("and if he is 14?"), which sound like many things."""
    for line in (QUESTIONS / "followups.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if not _BORDERLINE.intersection((row["previous"], *row["expect_services"])):
            yield Row(row["text"], row["lang"], "ordinary", "follow-up")


def _content() -> Iterator[Row]:
    knowledge = read_content(CONTENT_FOLDER)
    for service in knowledge.services.values():
        if service.id not in _BORDERLINE:
            for text in service.texts.values():
                for name in (text.title, *text.aliases):
                    yield Row(name, text.language, "ordinary", "content")
    for faq in knowledge.faqs.values():
        for faq_text in faq.texts.values():
            for name in (faq_text.question, *faq_text.aliases):
                yield Row(name, faq_text.language, "ordinary", "content")
    yield from (Row(text, code, "ordinary", "off-topic") for text, code in read_offtopic())


def fit(vectors: Matrix, rows: Sequence[Row], means: Matrix, fingerprint: str) -> Classifier:
    """Learn from raw question vectors, shape (rows, dimensions), and the languages' means."""
    codes = np.array([row.language for row in rows])
    kinds = np.array([row.kind for row in rows])
    example = np.array([row.origin == "example" for row in rows])
    danger = kinds != "ordinary"
    centred = unit(vectors - means[[list(SUPPORTED).index(code) for code in codes]])
    pca = PCA(_DIRECTIONS, random_state=0).fit(centred[example])
    projected = pca.transform(centred)
    importance = np.where(example, np.where(danger, _DANGER_WEIGHT, _HARD_WEIGHT), 1.0)
    machine = SVC(C=_C, gamma=_GAMMA).fit(projected, danger, sample_weight=importance)
    linear = LogisticRegression(C=30, max_iter=2000).fit(projected[danger], kinds[danger])
    order = [list(linear.classes_).index(kind) for kind in DANGERS]
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
        alone=_ALONE,
        with_cue=_WITH_CUE,
    )


def _scores(learned: Classifier, vectors: Matrix, rows: Sequence[Row]) -> NDArray[np.float32]:
    return learned.scores(learned.project(vectors, [row.language for row in rows]))


def main() -> None:
    asked = "final" if "--final" in sys.argv else "held_out"
    rows = [*_examples(), *_asked("development"), *_follow_ups(), *_content()]
    checks = list(_asked(asked))
    embedder = ModelStore(Settings()).load(every_core=True)
    vectors = embedder.queries([clean(row.text) for row in rows])
    check_vectors = embedder.queries([clean(row.text) for row in checks])
    cues = DangerDetector(None, read_cues().danger)
    codes = np.array([row.language for row in rows])
    danger = np.array([row.kind != "ordinary" for row in rows])
    hard = np.array([row.origin == "example" for row in rows]) & ~danger
    # Means of ordinary questions need no example of danger, so a language left out has one too.
    means = np.stack([vectors[(codes == code) & ~danger].mean(axis=0) for code in SUPPORTED])
    asked_before = np.array([row.origin == "development" for row in rows])

    def cued(of: Sequence[Row]) -> NDArray[np.bool_]:
        return np.array([bool(cues.cue(words(clean(r.text)), (r.language,))) for r in of])

    cue = cued(rows)
    kinds = np.array([row.kind for row in rows], dtype=object)
    guessed = kinds.copy()
    results = {}
    for name, splits in () if "--no-folds" in sys.argv else (
        ("five folds", list(KFold(5, shuffle=True, random_state=1).split(rows))),
        ("a language left out",
         [(np.flatnonzero(codes != c), np.flatnonzero(codes == c)) for c in SUPPORTED]),
    ):  # fmt: skip
        scores = np.empty(len(rows), np.float32)
        for train, test in splits:
            own = fit(vectors[train], [rows[at] for at in train], means, "")
            of = [rows[at] for at in test]
            scores[test] = _scores(own, vectors[test], of)
            projected = own.project(vectors[test], [row.language for row in of])
            guessed[test] = [own.kind(vector) for vector in projected]
        results[name] = scores
        _report(name, scores, cue, codes, danger, hard, asked_before)
        right = [guessed[at] == kinds[at] for at in np.flatnonzero(danger)]
        print(f"  kind right without cues: {np.mean(right):.3f}")
    learned = fit(vectors, rows, means, embedder.fingerprint)
    scores = _scores(learned, check_vectors, checks)
    alarm = (scores >= _ALONE) | (cued(checks) & (scores >= _WITH_CUE))
    print(f"{asked}: {alarm.sum()} false alarms in {len(checks)}")
    for at in np.flatnonzero(alarm):
        print("   ", checks[at].language, round(float(scores[at]), 2), checks[at].text)
    if "--errors" in sys.argv and results:
        scores = results["five folds"]
        alarm = (scores >= _ALONE) | (cue & (scores >= _WITH_CUE))
        for at in np.flatnonzero(alarm != danger):
            print(
                "  ",
                rows[at].kind,
                rows[at].origin,
                codes[at],
                round(float(scores[at]), 2),
                bool(cue[at]),
                rows[at].text,
            )
    if "--write" in sys.argv:
        learned.save(WEIGHTS_FILE)
        print(f"written: {WEIGHTS_FILE.name}, {len(learned.support)} vectors, "
              f"{WEIGHTS_FILE.stat().st_size / 1000:.0f} kB")  # fmt: skip


def _report(
    name: str,
    scores: NDArray[np.float32],
    cue: NDArray[np.bool_],
    codes: NDArray[np.str_],
    danger: NDArray[np.bool_],
    hard: NDArray[np.bool_],
    asked: NDArray[np.bool_],
) -> None:
    print(f"{name}: recall, false alarms on hard, asked and all other ordinary questions")
    for alone in (-0.2, -0.1, 0.0, 0.1, 0.2):
        for with_cue in (-0.9, -0.6, -0.3):
            hit = (scores >= alone) | (cue & (scores >= with_cue))
            rest = ~danger & ~hard & ~asked
            print(f"  {alone:5.2f} {with_cue:5.2f}: {hit[danger].mean():.3f} {hit[hard].mean():.3f} "
                  f"{hit[asked].mean():.4f} {hit[rest].mean():.4f}")  # fmt: skip
    hit = (scores >= _ALONE) | (cue & (scores >= _WITH_CUE))
    for code in SUPPORTED:
        own = codes == code
        print(f"  {code}: recall {hit[own & danger].mean():.3f}, hard {hit[own & hard].mean():.3f}, "
              f"other ordinary {hit[own & ~danger & ~hard].mean():.4f}")  # fmt: skip


if __name__ == "__main__":
    main()
