"""A text as the readers of facts see it: folded, in Western digits, cut into numbers, words and signs."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.verify.lexicon import lexicon
from knowledge.text import fold

_TOKEN = re.compile(
    r"(?P<num>(?<![\d])(?:[1-9]\d{0,2}(?:[ .,]\d{3})+(?![\d])(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?))"
    r"|(?P<word>[^\W\d_]+(?:_[^\W\d_]+)*)|(?P<sign>[^\w\s])"
)
#: "No. 1'e": a Turkish ending of one letter, which is none of a house number's.
_SHORT_ENDING = re.compile(r"(?<=\d)['’][a-zçğıöşü](?!\w)")
#: Turkish "in advance", which folded would be a ten.
_IN_ADVANCE = re.compile(r"(?<!\w)ön(?!\w)", re.IGNORECASE)
_APOSTROPHE = re.compile(r"(?<=\d)['’](?=[^\W\d_])")
_WORD_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’](?=[^\W\d_])")
#: Languages in which an apostrophe parts words: "Hannover'da", "l'adresse".
_APOSTROPHES = frozenset({"tr", "fr"})
_DAYS_OF_WEEK = re.compile(r"(یک|دو|سه|چهار|پنج)[ \u200c](?=شنبه)")
_SQUARE_METRE = re.compile(r"\b(кв)\.\s*(м)\b")
_SQUARE = re.compile(r"(?<![^\W\d_])[mм]([23])(?!\w)")  # Latin and Cyrillic
_INVISIBLE = re.compile(
    r"[\u200b\u200d-\u200f\u2060\u00ad\ufeff\u202a-\u202e\u2066-\u2069]"
)  # joiners, marks of direction, soft hyphens


@dataclass(frozen=True, slots=True)
class Token:
    """A number, word or sign and where it stands."""

    text: str
    start: int
    end: int
    number: bool


class Tokens:
    """A text's tokens, and which of them a fact has been read off already."""

    def __init__(self, text: str, language: str) -> None:
        """``text`` is normalised; what other readers took from it is blank."""
        self.text = text
        self.words = lexicon(language)
        self.all = [
            Token(match[0], *match.span(), match.lastgroup == "num")
            for match in _TOKEN.finditer(text)
        ]
        self.texts = [token.text for token in self.all]
        self.used: set[int] = set()

    def __len__(self) -> int:
        return len(self.all)

    def is_word(self, at: int) -> bool:
        """Whether a word stands at a place, not a number or sign, nor the text's end."""
        return 0 <= at < len(self.all) and self.texts[at][0].isalpha()

    def is_number(self, at: int) -> bool:
        """Whether figures stand at a place."""
        return 0 <= at < len(self.all) and self.all[at].number

    def starts_with(self, at: int, phrase: Sequence[str]) -> bool:
        """Whether a phrase of words begins at a place."""
        return self.texts[at : at + len(phrase)] == list(phrase)


def normalised(text: str, language: str) -> str:
    """The folded text in which facts are looked for: Western digits, phrases joined by ``_``."""
    text = unicodedata.normalize("NFKC", _DAYS_OF_WEEK.sub(r"\1", text))
    text = "".join(
        str(unicodedata.decimal(c)) if not c.isascii() and c.isdecimal() else c for c in text
    )
    if language == "tr":
        text = _IN_ADVANCE.sub("önce", _SHORT_ENDING.sub("", text))
    text = _APOSTROPHE.sub(" ", text)
    if language in _APOSTROPHES:
        text = _WORD_APOSTROPHE.sub(" ", text)
    text = fold(_INVISIBLE.sub("", text).replace("\u200c", ""))
    text = text.replace("٪", "%").replace("⁄", "/")
    text = _SQUARE_METRE.sub(r"\1 \2", text)
    text = _SQUARE.sub(lambda match: "qm" if match[1] == "2" else "cb", text)
    phrases = lexicon(language).phrases
    if phrases:
        text = phrases.sub(lambda match: re.sub(r"[\s-]", "_", match[0]), text)
    return text
