"""Learns ``knowledge/confidence.json`` from the development questions.

    python -m tests.bench.fit_confidence [--write]

Asks the published snapshot every development question (right: the first service is one of the
expected ones) and every development negative (wrong by definition), and fits a logistic regression
on the search's features. Prints cross-validated figures; ``--write`` stores the weights.
"""

import json
import random
import sys
from collections.abc import Iterator
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from knowledge.confidence import WEIGHTS_FILE, Features
from knowledge.model.store import ModelStore
from knowledge.search import Search
from knowledge.settings import Settings
from knowledge.snapshot import SnapshotStore

QUESTIONS = Path(__file__).parent / "questions"
#: From these probabilities on: an answer, a choice.
_ANSWER, _CLARIFY = 0.35, 0.25


def main() -> None:
    """Fit, print, and store if asked to."""
    settings = Settings.load()
    embedder = ModelStore(settings).load()
    snapshot = SnapshotStore(settings).open_published(embedder.fingerprint)
    search = Search(snapshot, embedder)
    features, right = [], []
    for question, language, expected in _examples():
        result = search(question, language)
        features.append(astuple(result.features))
        right.append(result.services[0].service in expected)
    x, y = np.array(features), np.array(right)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0))
    probabilities = cross_val_predict(model, x, y, cv=10, method="predict_proba")[:, 1]
    answered = probabilities >= _ANSWER
    print(f"{len(y)} questions, {y.sum()} answerable by the first service")
    print(f"cross-validated: AUC {roc_auc_score(y, probabilities):.3f}")
    print(f"  log loss {log_loss(y, probabilities):.3f}")
    print(f"  of the right ones answered {answered[y].mean():.3f}")
    print(f"  of the wrong ones answered {answered[~y].mean():.3f}")
    model.fit(x, y)
    scaler, regression = model.steps[0][1], model.steps[1][1]
    weights = regression.coef_[0] / scaler.scale_
    bias = regression.intercept_[0] - (weights * scaler.mean_).sum()
    names = [field.name for field in fields(Features)]
    learned = {
        "weights": {n: round(float(w), 4) for n, w in zip(names, weights, strict=True)},
        "bias": round(float(bias), 4),
        "answer": _ANSWER,
        "clarify": _CLARIFY,
    }
    print(json.dumps(learned, indent=2))
    if "--write" in sys.argv:
        WEIGHTS_FILE.write_text(json.dumps(learned, indent=2) + "\n", encoding="utf-8")


def _examples() -> Iterator[tuple[str, str, list[str]]]:
    for line in (QUESTIONS / "development.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row["question"], row["lang"], row["expect_services"]
    negatives = QUESTIONS / "development_negatives.jsonl"
    for line in negatives.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row["text"], row["lang"], []
    yield from ((text, "de", []) for text in _gibberish())


def _gibberish() -> Iterator[str]:
    """Letters without sense, short and long, in several scripts."""
    generator = random.Random(3)
    for letters in (
        "abcdefghijklmnopqrstuvwxyz",
        "абвгдежзиклмнопрст",
        "ابتثجحخدذرزسش",
        "一二三四五六七八九",
    ):
        for words in (1, 2, 4, 8, 16, 60):
            yield " ".join("".join(generator.choices(letters, k=4)) for _ in range(words))
            yield " ".join(["".join(generator.choices(letters, k=4))] * words)


if __name__ == "__main__":
    main()
