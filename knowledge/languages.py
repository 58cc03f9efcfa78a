"""The languages Hanni answers in, those its window speaks, and those it can tell apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Language:
    """A language: ISO 639-1 code, its own name, its English name and its direction."""

    code: str
    name: str
    english: str
    direction: Literal["ltr", "rtl"] = "ltr"


#: The content's own language; every translation is checked against it.
ORIGINAL: Final = "de"

#: German in plain language (Einfache Sprache); "simple" is a registered variant of BCP 47.
SIMPLE: Final = "de-simple"

#: Languages of answers.
SUPPORTED: Final[dict[str, Language]] = {
    language.code: language
    for language in (
        Language("de", "Deutsch", "German"),
        Language("en", "English", "English"),
        Language("tr", "Türkçe", "Turkish"),
        Language("uk", "Українська", "Ukrainian"),
        Language("ru", "Русский", "Russian"),
        Language("ar", "العربية", "Arabic", "rtl"),
        Language("fa", "فارسی", "Persian", "rtl"),
        Language("pl", "Polski", "Polish"),
        Language("fr", "Français", "French"),
        Language("ro", "Română", "Romanian"),
    )
}

#: Languages of the window's own words only: answers fall back, and say so in these.
INTERFACE_ONLY: Final[dict[str, Language]] = {
    language.code: language
    for language in (
        Language("bg", "Български", "Bulgarian"),
        Language("el", "Ελληνικά", "Greek"),
        Language("es", "Español", "Spanish"),
        Language("hr", "Hrvatski / Bosanski / Srpski", "Croatian"),
        Language("it", "Italiano", "Italian"),
        Language("ku", "Kurmancî", "Kurmanji"),
        Language("ps", "پښتو", "Pashto", "rtl"),
        Language("sq", "Shqip", "Albanian"),
        Language("vi", "Tiếng Việt", "Vietnamese"),
    )
}

#: Languages of the window.
INTERFACE: Final[dict[str, Language]] = {**SUPPORTED, **INTERFACE_ONLY}

#: Languages that a question's text can be told to be in; of the others the detector has no words.
RECOGNISED: Final[dict[str, Language]] = {
    **SUPPORTED,
    **{code: INTERFACE_ONLY[code] for code in ("bg", "el", "es", "hr", "it", "vi")},
}

#: Tags of languages whose speakers read another one that is there.
_READ_AS: Final = {"bs": "hr", "sr": "hr", "sh": "hr", "kmr": "ku", "prs": "fa", "mo": "ro"}


def known_language(tag: str, known: Mapping[str, Language] = INTERFACE) -> str | None:
    """The code in ``known`` of a BCP 47 tag (``tr-TR``, ``bs``), if there is one."""
    primary = tag.strip().lower().partition("-")[0]
    code = _READ_AS.get(primary, primary)
    return code if code in known else None
