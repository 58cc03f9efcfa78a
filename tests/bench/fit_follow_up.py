"""Learns ``bot/follow_up.json`` from follow-ups and from questions that stand alone.

    python -m tests.bench.fit_follow_up [--write]

Prints what a classifier learned from nine languages makes of the tenth; ``--write`` stores the weights
learned from all.
"""

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.follow_up import TOLD, WEIGHTS_FILE, FollowUpClassifier, Previous, features
from bot.phrases import PhraseBook
from bot.schema import ChatRequest, Turn
from bot.settings import BotSettings
from bot.understand import Vocabulary, understand
from knowledge.detection import LanguageDetector
from knowledge.model.language_store import LanguageStore
from knowledge.model.store import ModelStore
from knowledge.search import Search
from knowledge.snapshot import SnapshotStore

QUESTIONS = Path(__file__).parent / "questions"
STAYS, SHIFTS, ALONE = range(3)
_NAMES = ("stays", "shifts", "alone")
_KINDS = {"section": STAYS, "detail": STAYS, "shift": SHIFTS, "standalone": ALONE}
_PENALTY = 0.01


def main() -> None:
    """Fit, print, and store if asked to."""
    settings, book = BotSettings.load(), PhraseBook.load()
    embedder = ModelStore(settings).load()
    detector = LanguageDetector(LanguageStore(settings).load())
    snapshot = SnapshotStore(settings).open_published(embedder.fingerprint)
    search, vocabulary = Search(snapshot, embedder), Vocabulary.of(snapshot.knowledge, book)
    rows = list(_examples())
    x = []
    generator, services = random.Random(7), sorted(snapshot.knowledge.services)
    for _, language, text, _, known in rows:
        previous = known or generator.choice(services)
        history = (Turn(role="assistant", service=previous, language=language),)
        request = ChatRequest(message=text, history=history)
        understood = understand(request, detector, vocabulary, book, "en")
        alone = search(understood.text, understood.question_language)
        told = Previous.of(previous, understood, alone, search)
        x.append(features(understood, alone, told))
    inputs, classes = np.array(x), np.array([row[3] for row in rows])
    languages, kinds = np.array([row[1] for row in rows]), np.array([row[0] for row in rows])
    found = np.zeros(len(rows), int)
    for language in np.unique(languages):
        rest = languages != language
        regression, mean, scale = _fit(inputs[rest], classes[rest])
        found[~rest] = regression.predict((inputs[~rest] - mean) / scale)
    for kind in dict.fromkeys(kinds.tolist()):
        shares = np.bincount(found[kinds == kind], minlength=3) / (kinds == kind).sum()
        line = "  ".join(f"{name} {share:.3f}" for name, share in zip(_NAMES, shares, strict=True))
        print(f"{kind:12} {(kinds == kind).sum():5}  {line}")
    regression, mean, scale = _fit(inputs, classes)
    weights = (regression.coef_ / scale).T  # of inputs that are not standardised
    classifier = FollowUpClassifier(weights, regression.intercept_ - mean @ weights)
    if "--write" in sys.argv:
        WEIGHTS_FILE.write_text(classifier.json(), encoding="utf-8")


def _fit(
    inputs: np.ndarray, classes: np.ndarray
) -> tuple[LogisticRegression, np.ndarray, np.ndarray]:
    """The regression, and what its inputs were standardised with; the embedding is left as it is."""
    mean, scale = inputs.mean(axis=0), inputs.std(axis=0) + 1e-9
    mean[:-TOLD], scale[:-TOLD] = 0.0, 1.0
    regression = LogisticRegression(C=_PENALTY, max_iter=3000)
    return regression.fit((inputs - mean) / scale, classes), mean, scale


def _examples() -> Iterator[tuple[str, str, str, int, str | None]]:
    """Kind, language, text, class and the service spoken about."""
    for row in _read("followups.jsonl"):
        yield row["kind"], row["lang"], row["text"], _KINDS[row["kind"]], row["previous"]
    for row in _read("development.jsonl"):
        yield "question", row["lang"], row["question"], ALONE, None
    for row in _read("development_negatives.jsonl"):
        yield "off-topic", row["lang"], row["text"], ALONE, None


def _read(name: str) -> Iterator[dict[str, str]]:
    yield from map(json.loads, (QUESTIONS / name).read_text(encoding="utf-8").splitlines())


if __name__ == "__main__":
    main()
