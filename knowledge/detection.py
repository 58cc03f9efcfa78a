"""Which language a text is in: langdetect and lingua together, among the recognised languages.

Lingua is the stronger one on short texts; langdetect, restricted to the same languages and seeded,
corrects it on sentences (figures in docs/architecture.md).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import langdetect
from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException
from lingua import IsoCode639_1, LanguageDetectorBuilder

from knowledge.languages import RECOGNISED

_LINGUA_WEIGHT = 0.9
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

    def __init__(self) -> None:
        self._factory = DetectorFactory()
        # langdetect samples n-grams at random; unseeded, it changes its mind on short texts.
        self._factory.set_seed(0)
        self._factory.load_json_profile(
            [(_PROFILES / code).read_text(encoding="utf-8") for code in RECOGNISED]
        )
        codes = [getattr(IsoCode639_1, code.upper()) for code in RECOGNISED]
        builder = LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
        self._lingua = builder.with_preloaded_language_models().build()

    def __call__(self, text: str) -> Detection:
        """Detect a text's language."""
        text = _NOT_LANGUAGE.sub(" ", text)
        if not any(character.isalpha() for character in text):
            return Detection({})
        mixed = {code: (1 - _LINGUA_WEIGHT) * p for code, p in self._langdetect(text).items()}
        for value in self._lingua.compute_language_confidence_values(text):
            code = value.language.iso_code_639_1.name.lower()
            mixed[code] = mixed.get(code, 0.0) + _LINGUA_WEIGHT * value.value
        return Detection(dict(sorted(mixed.items(), key=lambda pair: -pair[1])))

    def _langdetect(self, text: str) -> dict[str, float]:
        detector = self._factory.create()
        detector.append(text)
        try:
            return {found.lang: found.prob for found in detector.get_probabilities()}
        except LangDetectException:  # no n-gram that it knows
            return {}
