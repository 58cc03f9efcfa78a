"""Text as the lexical search and the detectors see it."""

import re
import unicodedata
from functools import cache, lru_cache

import Stemmer

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
# Invisible characters that people paste along: zero-width and bidi controls, soft hyphen.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# Persian half-space parts a word that other writers join or space.
_HALF_SPACE = "\u200c"
_FOLDED = str.maketrans(
    {
        "ß": "ss", "ı": "i", "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ё": "е", "ґ": "г",
        "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ئ": "ي",
        "٫": ",", "٬": ".", "ـ": None, "’": None, "'": None,
        **{chr(0x660 + digit): str(digit) for digit in range(10)},
        **{chr(0x6F0 + digit): str(digit) for digit in range(10)},
    }
)  # fmt: skip
#: Letters of a fragment; five to seven measured the same.
_RUN = 6
_STEMMERS = {
    "ar": "arabic", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fr": "french",
    "it": "italian", "ro": "romanian", "ru": "russian", "tr": "turkish",
}  # fmt: skip


def clean(text: str) -> str:
    """The text in Unicode NFC, without control and invisible characters, spaces collapsed."""
    text = _INVISIBLE.sub("", text.replace(_HALF_SPACE, " "))
    # A lone surrogate ("\\ud83d" in JSON) is no character and cannot be encoded.
    visible = (
        " " if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} else character
        for character in text
    )
    return " ".join(unicodedata.normalize("NFC", "".join(visible)).split())


def fold(text: str) -> str:
    """Small letters without diacritics, so that ``Gebühr``, ``gebuhr`` and ``GEBÜHR`` agree."""
    if text.isascii():
        return text.lower().replace("'", "")
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return bare.translate(_FOLDED)


def words(text: str) -> list[str]:
    """Folded words in order."""
    return [fold(word) for word in _WORD.findall(text)]


def terms(text: str, language: str) -> list[str]:
    """Index terms: each word's stem, in languages with a stemmer, else its first letters."""
    return [stem(word, language) for word in words(text)]


def fragments(text: str, language: str) -> list[str]:
    """The terms, and of longer words each run of six letters, marked with ``#``.

    They find what is inside a German compound ("Hundesteuermarke" has "Steuermarke"), and a word
    with a typing error still shares most of them.
    """
    folded = words(text)
    runs = (f"#{w[at : at + _RUN]}" for w in folded for at in range(len(w) - _RUN + 1))
    return [*(stem(word, language) for word in folded), *runs]


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """A folded word's stem."""
    if language in _STEMMERS:
        stemmed: str = _stemmer(language).stemWord(word)
        return stemmed
    # Polish, Ukrainian, Persian: no Snowball stemmer; endings are what varies.
    return word[: max(4, len(word) - 2)]


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_STEMMERS[language])
