"""Ukrainian, Russian, Arabic and Persian typed in Latin letters ("skolko stoit pasport").

Language detectors know these languages in their own script only. What gives them away are their
words: both sides, the knowledge base's vocabulary and the question, are brought to a common
skeleton in which the many ways to write a sound meet: one letter for "shch", "sch" and "щ", and for
Arabic and Persian the consonants alone.
"""

import re
from collections.abc import Iterable, Sequence

from knowledge.languages import SUPPORTED
from knowledge.text import words

_CYRILLIC = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ye", "ё": "e", "ж": "zh",
        "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
        "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch",
        "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    }
)  # fmt: skip
_ARABIC = str.maketrans(
    {
        "ب": "b", "پ": "p", "ت": "t", "ث": "s", "ج": "j", "چ": "c", "ح": "h", "خ": "h", "د": "d", "ذ": "z",
        "ر": "r", "ز": "z", "ژ": "z", "س": "s", "ش": "s", "ص": "s", "ض": "z", "ط": "t", "ظ": "z", "غ": "g",
        "ف": "f", "ق": "g", "ك": "k", "ک": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "h",
        "ا": "", "و": "", "ي": "", "ی": "", "ع": "", "ء": "", "ئ": "", "ؤ": "", "ة": "",
    }
)  # fmt: skip
_SLAVIC_SPELLINGS = (
    (r"shch|sch|shh", "s"), ("sh", "s"), ("zh", "z"), ("kh", "h"), ("ch|tch", "c"), ("ts|tz", "c"),
    ("[yji]a", "a"), ("[yji]u", "u"), ("[yji]e", "e"), ("[yji]o", "e"), ("[yj]", "i"), ("w", "v"),
    ("[gh]", "h"), ("i+", "i"),
)  # fmt: skip
_SEMITIC_SPELLINGS = (
    ("kh|5|x", "h"), ("gh|q|8", "g"), ("sh|ch|ç|ş|th|9", "s"), ("zh|dh|ddh", "z"), ("7", "h"), ("6", "t"),
    ("[23aeiouyvw]", ""), (r"(.)\1+", r"\1"),
)  # fmt: skip
_LETTERS = 3
#: Words that must speak for it beyond those of any language written in Latin letters.
_AHEAD = 2
_LATIN = re.compile(r"[a-zçşğ0-9]+")


class Romanised:
    """Recognises the four languages by their words, from each language's own vocabulary."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """``texts`` are (text, language code) pairs in all supported languages."""
        vocabularies: dict[str, set[str]] = {code: set() for code in SUPPORTED}
        for text, code in texts:
            vocabularies[code].update(words(text))
        self._skeletons = {
            code: {s for word in vocabularies[code] if len(s := skeleton(word)) >= _LETTERS}
            for code, skeleton in _SKELETONS.items()
        }
        self._latin = [known for code, known in vocabularies.items() if code not in _SKELETONS]

    def __call__(self, folded: Sequence[str]) -> str | None:
        """The language of folded words in Latin letters, if it is clearly one of the four."""
        telling = [word for word in folded if len(word) >= _LETTERS and not word.isdigit()]
        if len(telling) < _LETTERS or not all(map(_LATIN.fullmatch, telling)):
            return None
        plain = max(sum(word in known for word in telling) for known in self._latin)
        shares = {
            code: sum(_SKELETONS[code](word) in known for word in telling)
            for code, known in self._skeletons.items()
        }
        best = max(shares, key=lambda code: shares[code])
        known_words = shares[best]
        clear = known_words >= len(telling) / 2 and known_words >= plain + _AHEAD
        return best if clear else None


def _slavic(word: str) -> str:
    return _respelt(word.translate(_CYRILLIC), _SLAVIC_SPELLINGS)


def _semitic(word: str) -> str:
    return _respelt(word.translate(_ARABIC), _SEMITIC_SPELLINGS)


def _respelt(word: str, spellings: Sequence[tuple[str, str]]) -> str:
    for pattern, plain in spellings:
        word = re.sub(pattern, plain, word)
    return word


_SKELETONS = {"uk": _slavic, "ru": _slavic, "ar": _semitic, "fa": _semitic}
