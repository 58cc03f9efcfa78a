"""How much each word and letter n-gram speaks for each recognised language (naive Bayes).

A text is compared with one hypothesis more than there are languages: that its letters are drawn at
random, each as often as in the language that uses it most. All evidence is a log-likelihood ratio to
that one, so that gibberish and foreign scripts speak against every language.
"""

import re
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from knowledge.languages import RECOGNISED

#: The columns of the table.
CODES: Final = tuple(RECOGNISED)
ORDERS: Final = (2, 3, 4, 5)
SPACE: Final = ord(" ")
#: Evidence is stored as int8 in steps of this size.
STEP: Final = 0.125
#: Probability of an n-gram that a language was not seen to have.
RARE_NGRAM: Final = 2e-8

#: Probability of a letter in an n-gram that no language was seen to have.
_RARE_LETTER = 1 / 30
_WORD_WEIGHT = 0.5
_NGRAM_WEIGHT = 0.8
_WORD = re.compile(r"[^\W\d_]+")
# Arabic vowel signs and lengthening stroke; the dot that a small Turkish İ leaves behind.
_SIGNS = re.compile("[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670]")
_FACTOR = np.uint64(0xD6E8FEB86659FD93)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio (Fibonacci hashing, Knuth 6.4)


@dataclass(frozen=True, slots=True)
class LanguageTable:
    """Evidence of words and n-grams by their hashes; safe for threads."""

    #: Sorted hashes, shape (features,).
    keys: NDArray[np.uint32]
    #: Log-likelihood ratios to random letters in units of STEP, shape (features, languages).
    evidence: NDArray[np.int8]

    def __call__(self, words: Sequence[str]) -> NDArray[np.float64]:
        """Log-likelihood ratios of CODES to random letters, shape (languages,); at least one word."""
        text = characters(words)
        ngrams = [Ngrams.of(text, order) for order in ORDERS]
        parts = np.concatenate([n.words for n in ngrams])
        orders = np.repeat(np.array(ORDERS, np.float64), [len(n.words) for n in ngrams])
        # A long word says more than a short one, but its n-grams overlap: its length's root.
        lengths = np.sqrt([len(word) for word in words])
        weights = (_NGRAM_WEIGHT * lengths / np.bincount(parts, orders))[parts] * orders
        missing = np.log(RARE_NGRAM) - orders * np.log(_RARE_LETTER)
        return self._sum(
            np.concatenate([word_hashes(words), *(n.hashes for n in ngrams)]),
            np.concatenate([np.full(len(words), _WORD_WEIGHT), weights]),
            np.concatenate([np.zeros(len(words)), missing]),
        )

    def knows(self, word: str, language: str) -> bool:
        """Whether a word, as :func:`words_of` gives it, is one of a language's commonest."""
        (key,) = word_hashes([word])
        place = min(int(np.searchsorted(self.keys, key)), len(self.keys) - 1)
        # The evidence of a word for a language that was not seen to have it is zero.
        return bool(self.keys[place] == key and self.evidence[place, CODES.index(language)] > 0)

    def _sum(
        self,
        hashes: NDArray[np.uint32],
        weights: NDArray[np.float64],
        missing: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """Weighted sum of the evidence, ``missing`` where the table has none."""
        places = np.minimum(np.searchsorted(self.keys, hashes), len(self.keys) - 1)
        known = self.keys[places] == hashes
        total: NDArray[np.float64] = (weights * known * STEP) @ self.evidence[places]
        total += weights @ (~known * missing)
        return total


@dataclass(frozen=True, slots=True)
class Ngrams:
    """The n-grams of one order within words; a word's ends count as letters."""

    hashes: NDArray[np.uint32]
    #: Index of each n-gram's first character, and of its word.
    starts: NDArray[np.int64]
    words: NDArray[np.int64]

    @classmethod
    def of(cls, text: NDArray[np.int64], order: int) -> "Ngrams":
        """The n-grams of words as :func:`characters` gives them."""
        spaces = np.cumsum(text == SPACE)
        count = max(0, len(text) - order + 1)
        inside = spaces[order - 2 : order - 2 + count] - spaces[:count]
        starts = np.flatnonzero(inside == 0)
        hashes = np.full(len(starts), order, np.uint64)
        for offset in range(order):
            hashes = hashes * _FACTOR + text[starts + offset].astype(np.uint64)
        mixed = (hashes * _GOLDEN) >> np.uint64(32)
        return cls(mixed.astype(np.uint32), starts, spaces[starts] - 1)


def words_of(text: str) -> list[str]:
    """A text's words in small letters: with diacritics, without vowel signs."""
    return _WORD.findall(_SIGNS.sub("", unicodedata.normalize("NFC", text.lower())))


def characters(words: Sequence[str]) -> NDArray[np.int64]:
    """Code points of the words, a space before, between and after them."""
    text = f" {' '.join(words)} ".encode("utf-32-le")
    return np.frombuffer(text, "<u4").astype(np.int64)


def word_hashes(words: Sequence[str]) -> NDArray[np.uint32]:
    """A hash of each word that is the same in every process."""
    return np.array([zlib.crc32(word.encode()) for word in words], np.uint32)
