"""Learns what a turn of a conversation is about: ``bot/follow_up.json``, ``topic.json``, ``section_choice.json``.

    python -m tests.bench.fit_conversation [--dialogues] [--write]

Prints what is learned from nine languages makes of the tenth. ``--dialogues`` asks all dialogues, too, each
with what is learned without it; ``--write`` stores what is learned from everything.
"""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bot import follow_up, section_choice, topic
from bot.conditional_logit import ConditionalLogit, Features
from bot.follow_up import TOLD, FollowUp, FollowUpClassifier
from bot.guard import Guard
from bot.phrases import PhraseBook
from bot.pipeline import Pipeline
from bot.retrieve import Reader
from bot.section_choice import EmbeddingSections, SectionChoice
from bot.settings import BotSettings
from bot.topic import TopicChoice
from knowledge.detection import LanguageDetector
from knowledge.model.language_store import LanguageStore
from knowledge.model.store import ModelStore
from knowledge.records import SECTION_NAMES
from knowledge.snapshot import SnapshotStore
from tests.bench.conversation_evidence import FOREIGN, Seen, look
from tests.bench.conversation_turns import DIALOGUES, dialogues
from tests.bench.dialogues import Tally
from tests.bench.fit_logit import Choices, softmax

_PENALTY = 0.01
#: Inverse penalty of the sections' regression on the embedding.
_INVERSE_PENALTY = 3.0
#: How often a turn counts: dialogues are like what is asked, but few; asides would be lost among them.
_COUNTS = {"dialogue": 3.0, "aside": 2.0}
_FOLDS = 5

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Learned:
    """Everything that a conversation is understood with."""

    follow_up: FollowUpClassifier
    topic: dict[str, float]
    sections: SectionChoice

    def reader(self, reader: Reader) -> Reader:
        """The reader with these weights."""
        topic_choice = TopicChoice(ConditionalLogit(self.topic))
        return replace(reader, follow_up=self.follow_up, topic=topic_choice, sections=self.sections)

    def write(self) -> None:
        """Store all weights beside the modules that read them."""
        follow_up.WEIGHTS_FILE.write_text(self.follow_up.json(), encoding="utf-8")
        topic.WEIGHTS_FILE.write_text(_json(self.topic), encoding="utf-8")
        embedding = self.sections.by_embedding
        rows = ",\n".join(json.dumps(row) for row in embedding.weights.round(4).tolist())
        section_choice.WEIGHTS_FILE.write_text(
            f'{{"bias": {json.dumps(embedding.bias.round(4).tolist())},\n'
            f'"logit": {_json(dict(self.sections.logit.weights))}, "weights": [\n{rows}\n]}}\n',
            encoding="utf-8",
        )


class Lessons:
    """The examples, and what classifiers that were learned from other languages make of each."""

    def __init__(self, seen: Sequence[Seen]) -> None:
        self.seen = seen
        self.languages = np.array([one.example.language for one in seen])
        self.inside = np.array([one.evidence is not None for one in seen])
        self.with_section = np.array([one.asked is not None for one in seen]) & self.inside
        judged, likely = np.zeros((len(seen), 1 + FOREIGN)), np.zeros((len(seen), len(SECTION_NAMES)))  # fmt: skip
        for language in np.unique(self.languages):
            classifier = _fit_follow_up(self._of((self.languages != language) & self.inside))
            sections = _fit_sections(self._of((self.languages != language) & self.with_section))
            for at in np.flatnonzero((self.languages == language) & self.inside).tolist():
                one = seen[at]
                judged[at] = softmax(one.inputs @ classifier.weights + classifier.bias)
                if one.asked:
                    likely[at] = list(sections(one.asked.centred).values())
        self.topics = self._choices(self.inside, [_topics(*pair) for pair in zip(seen, judged, strict=True)])  # fmt: skip
        self.sections = self._choices(self.with_section, [_sections(*pair) for pair in zip(seen, likely, strict=True)])  # fmt: skip

    def learn(self, use: Mask) -> Learned:
        """Learn from some of the examples."""
        follow_up_classifier = _fit_follow_up(self._of(use & self.inside))
        embedding = _fit_sections(self._of(use & self.with_section))
        logit = ConditionalLogit(_weights(self.sections, use[self.with_section]))
        return Learned(
            follow_up_classifier,
            _weights(self.topics, use[self.inside]),
            SectionChoice(embedding, logit),
        )

    def report(self) -> None:
        """Print the share of right first and of right first or second, a language left out each time."""
        for title, used, choices in (
            ("service", self.inside, self.topics),
            ("section", self.with_section, self.sections),
        ):
            print(title)
            languages = self.languages[used]
            kinds = np.array([one.example.kind for one in self._of(used)])
            ranks = np.zeros(len(kinds), int)
            for language in np.unique(languages):
                own = languages == language
                ranks[own] = choices[own].ranks(choices[~own].fit())
            for kind in dict.fromkeys(kinds):
                own = ranks[kinds == kind]
                print(f"  {kind:12} {len(own):5}  first {(own < 1).mean():.3f}  first two {(own < 2).mean():.3f}")  # fmt: skip

    def _of(self, use: Mask) -> list[Seen]:
        return [self.seen[at] for at in np.flatnonzero(use).tolist()]

    def _choices(
        self, use: Mask, turns: Sequence[tuple[list[Features], list[bool]] | None]
    ) -> Choices:
        weights = [_COUNTS.get(one.example.kind, 1.0) for one in self._of(use)]
        return Choices.of([turn for turn in turns if turn], weights)


def main() -> None:
    """Fit, print, and store if asked to."""
    settings, book = BotSettings.load(), PhraseBook.load()
    embedder = ModelStore(settings).load()
    detector = LanguageDetector(LanguageStore(settings).load())
    snapshot = SnapshotStore(settings).open_published(embedder.fingerprint)
    reader = Reader.of(snapshot, embedder, book, detector)
    lessons = Lessons(list(look(reader, detector, book)))
    lessons.report()
    if "--dialogues" in sys.argv:
        guard = Guard.load(embedder.fingerprint)
        _ask_dialogues(lessons, reader, lambda own: Pipeline(lambda: own, detector, book, guard, fallback_language="en"))  # fmt: skip
    if "--write" in sys.argv:
        lessons.learn(np.ones(len(lessons.seen), bool)).write()
    snapshot.close()


def _ask_dialogues(
    lessons: Lessons, reader: Reader, pipeline: Callable[[Reader], Pipeline]
) -> None:
    """Ask each dialogue with what is learned from the others, and print the shares of each file."""
    everything = dict(dialogues())
    names = sorted(everything)
    folds = dict(zip(names, np.random.default_rng(7).permutation(len(names)) % _FOLDS, strict=True))
    tallies = {name: Tally() for name in DIALOGUES}
    for fold in range(_FOLDS):
        use = np.array([folds.get(one.example.dialogue) != fold for one in lessons.seen])
        own = pipeline(lessons.learn(use).reader(reader))
        for name in names:
            if folds[name] == fold:
                tallies[name.split("/")[0]].ask(everything[name], own, reader.snapshot.knowledge)
    for file, tally in tallies.items():
        print(*tally.errors, f"{file}: {tally}", sep="\n")


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
        if one.asked
        for name in one.example.sections
    ]
    vectors, classes, shares = map(np.array, zip(*pairs, strict=True))
    regression = LogisticRegression(C=_INVERSE_PENALTY, max_iter=3000)
    regression.fit(vectors, classes, sample_weight=shares)
    assert len(regression.classes_) == len(SECTION_NAMES)
    return EmbeddingSections(regression.coef_.T, regression.intercept_)


def _topics(one: Seen, judged: Array) -> tuple[list[Features], list[bool]] | None:
    if one.evidence is None:
        return None
    evidence = replace(one.evidence, follow_up=FollowUp(*judged.tolist()))
    wanted = one.example.services or (None,)
    return evidence.features(), [service in wanted for service in evidence.candidates()]


def _sections(one: Seen, likely: Array) -> tuple[list[Features], list[bool]] | None:
    if one.asked is None or one.evidence is None:
        return None
    found = dict(zip(SECTION_NAMES, likely.tolist(), strict=True))
    right = [name in one.example.sections for name in one.asked.nearest()]
    return one.asked.features(found), right


def _weights(choices: Choices, use: Mask) -> dict[str, float]:
    return dict(zip(choices.names, choices[use].fit().round(4).tolist(), strict=True))


def _json(weights: dict[str, float]) -> str:
    return json.dumps(weights, indent=0) + "\n"


if __name__ == "__main__":
    main()
