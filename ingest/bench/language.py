"""How often a text's language is recognised."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from knowledge.detection import LanguageDetector
from knowledge.evaluation.rows import LabelledText
from knowledge.progress import Progress

#: Texts between two looks at the progress bar.
_STEP = 200
#: What a text without any recognised language counts as.
NONE = "none"


@dataclass(frozen=True)
class Recognised:
    """One text: what it is, and what it was taken for."""

    language: str
    kind: str
    found: str
    seconds: float

    @property
    def right(self) -> bool:
        """Whether the language was recognised."""
        return self.found == self.language


@dataclass(frozen=True)
class LanguageFigures:
    """What became of the texts; ``left_out`` are in languages that the detector does not know."""

    texts: tuple[Recognised, ...]
    left_out: int

    @property
    def languages(self) -> list[str]:
        """Languages that were asked for."""
        return sorted({text.language for text in self.texts})

    @property
    def kinds(self) -> list[str]:
        """Kinds of texts, in order of first occurrence."""
        return list(dict.fromkeys(text.kind for text in self.texts))

    @property
    def microseconds(self) -> float:
        """Mean time of a text."""
        return 1e6 * float(np.mean([text.seconds for text in self.texts]))

    def accuracy(self) -> float:
        """Share of all texts that were recognised, 0..1."""
        return _share(self.texts)

    def by(self, *fields: str) -> dict[Hashable, float]:
        """Accuracy by a field (``language``, ``kind``), or by tuples of several."""
        groups: dict[Hashable, list[Recognised]] = {}
        for text in self.texts:
            key = tuple(getattr(text, field) for field in fields)
            groups.setdefault(key if len(key) > 1 else key[0], []).append(text)
        return {key: _share(texts) for key, texts in groups.items()}

    def confusions(self) -> dict[tuple[str, str], float]:
        """Share of each language's texts by what they were taken for."""
        of = Counter(text.language for text in self.texts)
        pairs = Counter((text.language, text.found) for text in self.texts)
        return {pair: count / of[pair[0]] for pair, count in pairs.items()}

    def figures(self) -> dict[str, object]:
        """As ``--json`` writes them."""
        return {
            "accuracy": self.accuracy(),
            "by_language": self.by("language"),
            "by_kind": self.by("kind"),
            "microseconds": self.microseconds,
        }


def measure_language(
    detector: LanguageDetector,
    known: Collection[str],
    texts: Iterable[LabelledText],
    progress: Progress,
) -> LanguageFigures:
    """Detect each text's language, if it is one of the ``known``."""
    every = list(texts)
    asked = [text for text in every if text.lang in known]
    for text in asked[:10]:  # the first ones pay for what is loaded late
        detector(text.text)
    found = []
    for done, text in enumerate(asked, 1):
        began = perf_counter()
        language = detector(text.text).language
        seconds = perf_counter() - began
        found.append(Recognised(text.lang, text.kind, language or NONE, seconds))
        if done % _STEP == 0 or done == len(asked):
            progress("Reading texts", done, len(asked))
    return LanguageFigures(tuple(found), len(every) - len(asked))


def _share(texts: Sequence[Recognised]) -> float:
    return sum(text.right for text in texts) / len(texts) if texts else 0.0
