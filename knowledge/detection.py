"""Which language a text is in: a table of words and n-grams, and langdetect where it is in doubt.

Figures, and where the constants come from, are in docs/architecture.md.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import langdetect
import numpy as np
from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException
from numpy.typing import NDArray

from knowledge.model.language_table import CODES, LanguageTable, words_of

#: Words of a text depend on each other: evidence counts less, the more of them there are.
_TEMPERATURE = 1.3
_TEMPERATURE_EXPONENT = 0.3
#: Below this probability langdetect is asked too, if there are so many words. On fewer it only guesses.
_DOUBT = 0.9
_LANGDETECT_WORDS = 3
_LANGDETECT_WEIGHT = 0.1
_NOT_LANGUAGE = re.compile(r"https?://\S+|\S+@\S+|[\d_]+")
_PROFILES = Path(langdetect.__file__).parent / "profiles"


@dataclass(frozen=True, slots=True)
class Detection:
    """Probabilities by language code, highest first; empty if the text has no letters."""

    probabilities: Mapping[str, float]

    @property
    def language(self) -> str | None:
        """The likeliest language."""
        return next(iter(self.probabilities), None)

    @property
    def probability(self) -> float:
        """The likeliest language's probability, 0..1."""
        return next(iter(self.probabilities.values()), 0.0)

    def of(self, language: str) -> float:
        """One language's probability."""
        return self.probabilities.get(language, 0.0)


class LanguageDetector:
    """Detects among :data:`knowledge.languages.RECOGNISED`; deterministic, safe for threads."""

    def __init__(self, table: LanguageTable) -> None:
        self._table = table
        self._factory = DetectorFactory()
        # langdetect samples n-grams at random; unseeded, it changes its mind on short texts.
        self._factory.set_seed(0)
        self._factory.load_json_profile(
            [(_PROFILES / code).read_text(encoding="utf-8") for code in CODES]
        )

    def __call__(self, text: str) -> Detection:
        """Detect a text's language.

        Of 100 texts with the probability .9 at least 90 are in that language. A text that looks
        like none of the languages has nearly the same low probability for all of them.
        """
        text = _NOT_LANGUAGE.sub(" ", text)
        words = words_of(text)
        if not words:
            return Detection({})
        probabilities, none = _probabilities(self._table(words), len(words))
        if probabilities.max() < _DOUBT and len(words) >= _LANGDETECT_WORDS:
            mixed = _LANGDETECT_WEIGHT * (1 - none) * self._langdetect(text)
            probabilities = mixed + (1 - _LANGDETECT_WEIGHT) * probabilities
        probabilities = probabilities + none / len(CODES)
        order = np.argsort(-probabilities, kind="stable")
        return Detection({CODES[column]: float(probabilities[column]) for column in order})

    def knows(self, word: str, language: str) -> bool:
        """Whether a word is one of the commonest of a recognised language."""
        return all(self._table.knows(part, language) for part in words_of(word))

    def _langdetect(self, text: str) -> NDArray[np.float64]:
        detector = self._factory.create()
        detector.append(text)
        try:
            found = {guess.lang: guess.prob for guess in detector.get_probabilities()}
        except LangDetectException:  # no n-gram that it knows
            found = {}
        return np.array([found.get(code, 0.0 if found else 1 / len(CODES)) for code in CODES])


def _probabilities(evidence: NDArray[np.float64], words: int) -> tuple[NDArray[np.float64], float]:
    """Each language's probability, and that of none of them, whose evidence is zero."""
    logits = np.append(evidence, 0.0) / (_TEMPERATURE * words**_TEMPERATURE_EXPONENT)
    shares = np.exp(logits - logits.max())
    shares /= shares.sum()
    return shares[:-1], float(shares[-1])
