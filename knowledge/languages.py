"""The languages Hanni answers in, and those it can at least name."""

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

#: Languages that are recognised so that Hanni can say honestly that it does not write them yet.
RECOGNISED: Final[dict[str, Language]] = {
    **SUPPORTED,
    **{
        language.code: language
        for language in (
            Language("bg", "Български", "Bulgarian"),
            Language("el", "Ελληνικά", "Greek"),
            Language("es", "Español", "Spanish"),
            Language("hr", "Hrvatski", "Croatian"),
            Language("it", "Italiano", "Italian"),
            Language("vi", "Tiếng Việt", "Vietnamese"),
        )
    },
}
