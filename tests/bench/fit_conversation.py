"""Learns what a turn of a conversation is about: ``bot/follow_up.json``, ``topic.json``, ``section_choice.json``.

    python -m tests.bench.fit_conversation [--write]

Prints what is learned from nine languages makes of the tenth; ``--write`` stores what is learned from all.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from bot import follow_up, section_choice, topic
from bot.conditional_logit import Features
from bot.follow_up import TOLD, FollowUp, FollowUpClassifier, Previous
from bot.phrases import PhraseBook
from bot.section_choice import Asked, EmbeddingSections
from bot.settings import BotSettings
from bot.topic import Evidence
from bot.understand import Vocabulary, understand
from knowledge.detection import LanguageDetector
from knowledge.model.language_store import LanguageStore
from knowledge.model.store import ModelStore
from knowledge.neighbours import Neighbours
from knowledge.records import SECTION_NAMES
from knowledge.search import Search, ServiceHit
from knowledge.snapshot import SnapshotStore
from tests.bench.conversation_turns import Example, examples

STAYS, SHIFTS, ALONE = range(3)
_CLASSES = {"section": STAYS, "detail": STAYS, "shift": SHIFTS}
_PENALTY = 0.01
#: Inverse penalty of the sections' regression on the embedding, and penalty of the conditional logits.
_INVERSE_PENALTY = 3.0
_LOGIT_PENALTY = 0.3
#: How often a turn of a dialogue counts: they are like what is asked, but few.
_DIALOGUE = 3

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Seen:
    """An example with what the searches made of it."""

    example: Example
    #: None if it is the first turn of a dialogue.
    evidence: Evidence | None
    #: Of the expected service; None if no section is known.
    asked: Asked | None
    #: The follow-up classifier's features, and its class.
    inputs: Array
    follow_up: int


@dataclass(frozen=True)
class Choice:
    """A turn's candidates, as a matrix of features, and which of them are right."""

    features: Array
    right: Array


def main() -> None:
    """Fit, print, and store if asked to."""
    seen = _look()
    languages = np.array([one.example.language for one in seen])
    kinds = np.array([one.example.kind for one in seen])
    judged = np.zeros((len(seen), 3))
    likely = np.zeros((len(seen), len(SECTION_NAMES)))
    inside = np.array([one.evidence is not None for one in seen])
    for language in np.unique(languages):
        rest, own = languages != language, languages == language
        classifier = _fit_follow_up(
            [one for one, use in zip(seen, rest & inside, strict=True) if use]
        )
        sections = _fit_sections([one for one, use in zip(seen, rest, strict=True) if use])
        for at in np.flatnonzero(own):
            if inside[at]:
                judged[at] = _softmax(seen[at].inputs @ classifier.weights + classifier.bias)
            if asked := seen[at].asked:
                likely[at] = list(sections(asked.centred).values())
    print("service")
    topics = [_topic_choice(one, judged[at]) for at, one in enumerate(seen)]
    names = _report(topics, languages, kinds)
    topic_weights = dict(zip(*names, strict=True))
    print("section")
    chosen = [_section_choice(one, likely[at]) for at, one in enumerate(seen)]
    names = _report(chosen, languages, kinds)
    section_weights = dict(zip(*names, strict=True))
    if "--write" in sys.argv:
        everything = _fit_follow_up([one for one, use in zip(seen, inside, strict=True) if use])
        follow_up.WEIGHTS_FILE.write_text(everything.json(), encoding="utf-8")
        topic.WEIGHTS_FILE.write_text(_json(topic_weights), encoding="utf-8")
        sections = _fit_sections(seen)
        rows = ",\n".join(json.dumps(row) for row in sections.weights.round(4).tolist())
        section_choice.WEIGHTS_FILE.write_text(
            f'{{"bias": {json.dumps(sections.bias.round(4).tolist())},\n'
            f'"logit": {_json(section_weights)}, "weights": [\n{rows}\n]}}\n',
            encoding="utf-8",
        )


def _look() -> list[Seen]:
    """Search for every example as the bot does."""
    settings, book = BotSettings.load(), PhraseBook.load()
    embedder = ModelStore(settings).load()
    detector = LanguageDetector(LanguageStore(settings).load())
    snapshot = SnapshotStore(settings).open_published(embedder.fingerprint)
    search, vocabulary = (
        Search(snapshot, embedder),
        Vocabulary.of(snapshot.knowledge, book, detector),
    )
    neighbours = Neighbours.of(snapshot)
    undecided = FollowUp(1 / 3, 1 / 3, 1 / 3)
    seen = []
    for one in examples(sorted(snapshot.knowledge.services)):
        understood = understand(one.request, detector, vocabulary, book, "en")
        question = understood.text, understood.question_language
        alone = search(*question)
        asked, evidence, inputs = None, None, np.zeros(0)
        if one.sections:
            hit = ServiceHit(one.services[0], None, 0.0, 0.0, 0.0)
            asked = Asked(understood, alone.centred, search.blocks(hit, *question, alone))
        if previous := understood.previous_service:
            title = search.title(previous, understood.question_language)
            within = search.following(*question, alone, title, follow_up.CONTEXT)
            evidence = Evidence(understood, alone, within, undecided, search, neighbours)
            known = Previous.of(previous, understood, alone, search)
            inputs = follow_up.features(understood, alone, known)
        seen.append(Seen(one, evidence, asked, inputs, _class(one, evidence)))
    return seen


def _class(example: Example, evidence: Evidence | None) -> int:
    """A dialogue's turn that is about another service stands alone if it finds that by itself."""
    if example.kind != "dialogue" or evidence is None:
        return _CLASSES.get(example.kind, ALONE)
    if evidence.understood.previous_service in example.services:
        return STAYS
    return ALONE if evidence.alone.services[0].service in example.services else SHIFTS


def _fit_follow_up(seen: Sequence[Seen]) -> FollowUpClassifier:
    """The weights of inputs that are not standardised; the embedding is left as it is."""
    inputs, classes = np.array([one.inputs for one in seen]), [one.follow_up for one in seen]
    mean, scale = inputs.mean(axis=0), inputs.std(axis=0) + 1e-9
    mean[:-TOLD], scale[:-TOLD] = 0.0, 1.0
    regression = LogisticRegression(C=_PENALTY, max_iter=3000).fit((inputs - mean) / scale, classes)
    weights = (regression.coef_ / scale).T
    return FollowUpClassifier(weights, regression.intercept_ - mean @ weights)


def _fit_sections(seen: Sequence[Seen]) -> EmbeddingSections:
    """A turn with several acceptable sections counts for each of them, in parts."""
    pairs = [
        (one.asked.centred, SECTION_NAMES.index(name), 1 / len(one.example.sections))
        for one in seen
        if one.asked and one.evidence
        for name in one.example.sections
    ]
    vectors, classes, shares = map(np.array, zip(*pairs, strict=True))
    regression = LogisticRegression(C=_INVERSE_PENALTY, max_iter=3000)
    regression.fit(vectors, classes, sample_weight=shares)
    assert len(regression.classes_) == len(SECTION_NAMES)
    return EmbeddingSections(regression.coef_.T, regression.intercept_)


def _topic_choice(one: Seen, judged: Array) -> tuple[list[Features], list[bool]] | None:
    if one.evidence is None:
        return None
    evidence = replace(one.evidence, follow_up=FollowUp(*judged.tolist()))
    wanted = one.example.services or (None,)
    return evidence.features(), [service in wanted for service in evidence.candidates()]


def _section_choice(one: Seen, likely: Array) -> tuple[list[Features], list[bool]] | None:
    if one.asked is None or one.evidence is None:
        return None
    found = dict(zip(SECTION_NAMES, likely.tolist(), strict=True))
    right = [name in one.example.sections for name in one.asked.nearest()]
    return one.asked.features(found), right


def _report(
    choices: Sequence[tuple[list[Features], list[bool]] | None],
    languages: NDArray[np.str_],
    kinds: NDArray[np.str_],
) -> tuple[list[str], list[float]]:
    """Print the share of right first and of right first or second, a language left out each time.

    Returns the features' names, and the weights learned from all languages.
    """
    names = sorted({name for one in choices if one for row in one[0] for name in row})
    matrices = [
        Choice(np.array([[row.get(name, 0.0) for name in names] for row in one[0]]), np.array(one[1], float)) if one else None
        for one in choices
    ]  # fmt: skip

    def learned_from(use: NDArray[np.bool_]) -> Array:
        return _fit_logit(
            [
                matrix
                for at, matrix in enumerate(matrices)
                if matrix and use[at] and matrix.right.any()
                for _ in range(_DIALOGUE if kinds[at] == "dialogue" else 1)
            ]
        )

    hits: dict[str, list[tuple[bool, bool]]] = {}
    for language in np.unique(languages):
        weights = learned_from(languages != language)
        for at in np.flatnonzero(languages == language):
            if matrix := matrices[at]:
                order = np.argsort(-(matrix.features @ weights))
                right = matrix.right[order].astype(bool)
                hits.setdefault(kinds[at], []).append((bool(right[0]), bool(right[:2].any())))
    for kind, found in hits.items():
        first, second = np.mean(found, axis=0)
        print(f"  {kind:12} {len(found):5}  first {first:.3f}  first two {second:.3f}")
    return names, learned_from(np.full(len(choices), True)).round(4).tolist()


def _fit_logit(choices: Sequence[Choice]) -> Array:
    """Weights with the greatest penalised likelihood that one of the right candidates is chosen."""

    def loss(weights: Array) -> tuple[float, Array]:
        total, gradient = _LOGIT_PENALTY * weights @ weights, 2 * _LOGIT_PENALTY * weights
        for choice in choices:
            shares = _softmax(choice.features @ weights)
            right = shares * choice.right
            total -= np.log(right.sum() + 1e-12)
            gradient = gradient - choice.features.T @ (right / (right.sum() + 1e-12) - shares)
        return float(total), gradient

    start = np.zeros(choices[0].features.shape[1])
    weights: Array = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return weights


def _softmax(logits: Array) -> Array:
    shares = np.exp(logits - logits.max())
    softmax: Array = shares / shares.sum()
    return softmax


def _json(weights: dict[str, float]) -> str:
    return json.dumps(weights, indent=0) + "\n"


if __name__ == "__main__":
    main()
