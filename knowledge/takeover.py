"""Attempts to give the bot other orders than its own, in questions and (for the sources) in pages.

The extractive answers cannot be taken over, so precision comes first here: a question that only
shares words with an attack must be answered. The language model sees no such question at all.
"""

import base64
import binascii
import codecs
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import yaml

from knowledge.cues import Cues
from knowledge.text import clean, words

#: Marks of a chat template or of a page that wants to run.
_MARKUP = re.compile(
    r"<\|[a-z_]+\|>|\[/?INST\]|<</?SYS>>|</?(?:passages?|question|system|script)\b[^>]*>|"
    r"(?:^|\n)\s*#{2,}\s*(?:system|instruction|new instruction)|"
    r"(?:^|\n)\s*\[?(?:system|assistant|developer)\]?\s*:",
    re.IGNORECASE,
)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_HEX = re.compile(r"\b(?:[0-9a-f]{2} ?){12,}\b", re.IGNORECASE)
#: Unicode's invisible tag characters, each the shadow of an ASCII one.
_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_TAG_OFFSET = 0xE0000
_SPELT = re.compile(r"(?<!\w)(?:\w[ .\-_*]+){4,}\w(?!\w)")
_LEET = str.maketrans("013457@$!", "oieastasi")
#: Cyrillic and Greek letters that look Latin; only words that mix scripts are read so.
_LOOKALIKES = str.maketrans("аеорсухіјѕԁһКМТНВАЕОРСХαοεικνρτυ", "aeopcyxijsdhkmthbaeopcxaoeiknptu")
_MARKS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"\w+")
#: So many letters of a word tell most words apart.
_BEGINNING = 6
_MIXED = re.compile(r"\b(?=\w*[a-zA-Z])(?=\w*[\u0370-\u04ff])\w+\b")


class Takeover:
    """Recognises such attempts, also hidden or encoded ones."""

    def __init__(self, without: re.Pattern[str] | None = None) -> None:
        """``without`` leaves out the cues that it matches."""
        path = Path(__file__).parent / "takeover.yaml"
        stems = yaml.safe_load(path.read_text(encoding="utf-8"))
        stems = [stem for stem in stems if without is None or not without.search(stem)]
        self._cues = Cues({"takeover": stems})
        self._singles: dict[str, Cues] = {}
        # By the beginning of its longest word, which is the least likely one.
        self._beginnings: dict[str, list[str]] = {}
        for stem in stems:
            longest = max(words(stem), key=len)
            self._beginnings.setdefault(longest[:_BEGINNING], []).append(stem)
        self._lengths = sorted({len(beginning) for beginning in self._beginnings})

    def __call__(self, raw: str) -> bool:
        """Whether a message, as it came, tries it."""
        return bool(_MARKUP.search(raw)) or any(self._cues.best(words(view)) for view in views(raw))

    def plainly(self, view: str) -> bool:
        """Whether one view of a text tries it; fast on long texts that do not."""
        if _MARKUP.search(view):
            return True
        decomposed = _MARKS.sub("", unicodedata.normalize("NFKD", view.casefold()))
        said = set(_WORD.findall(decomposed))
        begun = {word[:length] for length in self._lengths for word in said}
        possible = [
            stem
            for beginning, stems in self._beginnings.items()
            if beginning in begun
            for stem in stems
        ]
        folded = words(view) if possible else []
        return any(self._single(stem).best(folded) for stem in possible)

    def _single(self, stem: str) -> Cues:
        if stem not in self._singles:
            self._singles[stem] = Cues({"takeover": [stem]})
        return self._singles[stem]


def views(raw: str) -> Iterator[str]:
    """What a text may say: as written, without disguises, and decoded."""
    text = clean(_TAGS.sub("", raw))
    yield text
    for hidden in _TAGS.findall(raw):
        yield "".join(chr(ord(character) - _TAG_OFFSET) for character in hidden)
    if _MIXED.search(text):
        yield _MIXED.sub(lambda word: word[0].translate(_LOOKALIKES), text)
    yield text.translate(_LEET)
    if spelt := _SPELT.search(raw):
        # Two separators in a row part words.
        parts = re.split(r"[ .\-_*]{2,}", spelt[0])
        yield " ".join(re.sub(r"[ .\-_*]", "", part) for part in parts)
    yield codecs.decode(text, "rot13")
    yield text[::-1]
    for match in _BASE64.findall(text):
        yield _base64(match)
    for match in _HEX.findall(text):
        yield bytes.fromhex(match).decode("utf-8", "ignore")


def _base64(text: str) -> str:
    padded = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        decoded = base64.b64decode(padded + "=" * (-len(padded) % 4))
    except binascii.Error:
        return ""
    return decoded.decode("utf-8", "ignore")
