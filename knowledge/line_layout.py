"""What a page's lines look like: which hold a phone number, which head the ones below, what belongs together.

The patterns know German pages, because the texts that lines are chosen from are German; digits, addresses of the
web and punctuation mean the same in every language.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

#: What tells a heading from a sentence: it is short, does not end like one and holds no figure.
_HEADING = 70
_NO_HEADING = re.compile(r"[.!;,:]$|\d|@|www")

#: What a line may hold, found anywhere in it.
PATTERNS = {
    "phone": re.compile(r"(\+49|\b0\d{2,5})[\s/()-]*\d[\d\s/()-]{3,}|Telefon|Tel\."),
    "mail": re.compile(r"\S+@\S+"),
    "web": re.compile(r"www\.|https?:|\b\w+\.(de|com|org|net)\b"),
    "time": re.compile(r"\d{1,2}[:.]\d{2}|\bUhr\b"),
    "day": re.compile(
        r"Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag|\b(Mo|Di|Mi|Do|Fr)\b"
    ),
    "street": re.compile(
        r"(stra(ß|ss)e|str\.|platz|weg|allee|gasse|ring)\b.{0,6}\d|\b\d{5}\b", re.IGNORECASE
    ),
    "money": re.compile(r"€|Euro|\bCent\b"),
    "number": re.compile(r"\d"),
    "duration": re.compile(r"Tag|Woche|Monat|Jahr|Stunde|Minute"),
    "colon": re.compile(r":$"),
    "question": re.compile(r"\?$"),
    "sentence": re.compile(r"[.!]$"),
    "bracket": re.compile(r"\("),
}


@dataclass(frozen=True)
class Layout:
    """A page's title and lines, cut into blocks: a heading and what stands below it."""

    title: str
    lines: tuple[str, ...]
    #: By pattern, and by "heading", "lower" (begins small) and "title", which lines are such; 0 or 1.
    kinds: dict[str, Floats]
    #: Whether a line heads others: a heading, a question, or a line that ends with a colon.
    heads: NDArray[np.bool_]
    #: The number of each line's block, and the line that it begins with.
    blocks: Indices
    begins: Indices

    @classmethod
    def of(cls, title: str, lines: Sequence[str]) -> Self:
        """Read it off the texts."""
        kinds = {
            name: np.array([bool(pattern.search(line)) for line in lines], float)
            for name, pattern in PATTERNS.items()
        }
        kinds["heading"] = np.array([_heading(line) for line in lines], float)
        kinds["lower"] = np.array([line[:1].islower() for line in lines], float)
        kinds["title"] = np.array([line == title for line in lines], float)
        heads = (kinds["heading"] + kinds["colon"] + kinds["question"]) > 0
        # Of several heads one after the other the first begins the block.
        first = heads & ~np.r_[False, heads[:-1]]
        numbers = np.arange(len(lines))
        begins = np.maximum.accumulate(np.where(first, numbers, 0))
        return cls(title, tuple(lines), kinds, heads, np.cumsum(first), begins)

    def paths(self) -> list[str]:
        """Each line below the title and the nearest head above it."""
        texts, above = [], ""
        for line, head in zip(self.lines, self.heads, strict=True):
            texts.append(
                "\n".join(dict.fromkeys(part for part in (self.title, above, line) if part))
            )
            above = line if head else above
        return texts

    def sections(self) -> list[str]:
        """Each line's whole block."""
        texts: dict[int, list[str]] = {}
        for block, line in zip(self.blocks.tolist(), self.lines, strict=True):
            texts.setdefault(block, []).append(line)
        return ["\n".join(texts[block]) for block in self.blocks.tolist()]


def _heading(line: str) -> bool:
    return len(line) <= _HEADING and not _NO_HEADING.search(line)
