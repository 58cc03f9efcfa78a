"""Learns the language table from the word frequencies of the package ``wordfreq``.

Its code is under Apache-2.0 and its data under CC BY-SA 4.0: the table is made on the machine that
uses it, and neither the data nor the table is in the repository.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import ModelError
from knowledge.languages import RECOGNISED
from knowledge.model.build import Progress
from knowledge.model.language_table import (
    CODES,
    ORDERS,
    RARE_NGRAM,
    SPACE,
    STEP,
    LanguageTable,
    Ngrams,
    characters,
    word_hashes,
    words_of,
)
from knowledge.text import fold

#: Raised whenever the same words give another table, so that older tables are built anew.
RECIPE: Final = "1"

#: wordfreq has Croatian as a part of Serbo-Croatian.
_WORDFREQ_CODES = {"hr": "sh"}
#: wordfreq's list of the words that make up at least a millionth of a language's texts.
_WORD_LIST = "small"
_WORDS = 30_000
#: How often a word is written without its diacritics, as a share of its frequency.
_BARE = 0.02
#: Probability of a word that a language was not seen to have.
_RARE_WORD = 1e-7

# Latin, Greek, Cyrillic, Arabic: the word lists hold smileys and some Chinese too.
_KNOWN_SCRIPT = re.compile("[a-z\u00df-\u024f\u0370-\u04ff\u0600-\u06ff\u1e00-\u1fff]+")
_ALPHABET = 0x2000
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_CEDILLAS = str.maketrans({"ș": "ş", "ț": "ţ"})


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """A language's words and their probabilities."""

    words: list[str]
    probabilities: NDArray[np.float64]


def train(progress: Progress) -> LanguageTable:
    """Count the words of the recognised languages and their n-grams; takes seconds.

    Raises:
        ModelError: the package with the words is not installed or lacks a language.
    """
    progress("Counting the words of sixteen languages")
    vocabularies = [_vocabulary(code) for code in CODES]
    keys, probabilities, _ = _merged(
        [(word_hashes(v.words), v.probabilities) for v in vocabularies]
    )
    parts = [(keys, _stored(np.log1p(probabilities / _RARE_WORD)))]
    texts = [characters(v.words) for v in vocabularies]
    # The root is between counting a word's n-grams once and as often as the word is used.
    weights = [np.sqrt(v.probabilities) for v in vocabularies]
    letters = _letters(texts, weights)
    for order in ORDERS:
        progress(f"Counting their n-grams of {order} letters")
        ngrams = [Ngrams.of(text, order) for text in texts]
        counted = zip(ngrams, weights, strict=True)
        keys, probabilities, places = _merged([(n.hashes, w[n.words]) for n, w in counted])
        random = np.empty((len(keys), 1), np.float32)
        for found, text, place in zip(ngrams, texts, places, strict=True):
            sums = np.concatenate([[0.0], np.cumsum(letters[text])])
            random[place, 0] = sums[found.starts + order] - sums[found.starts]
        parts.append((keys, _stored(np.log(probabilities + RARE_NGRAM) - random)))
    keys, first = np.unique(np.concatenate([keys for keys, _ in parts]), return_index=True)
    return LanguageTable(keys, np.concatenate([evidence for _, evidence in parts])[first])


def _vocabulary(code: str) -> _Vocabulary:
    """A language's commonest words, and how they are written without its diacritics."""
    try:
        from wordfreq import get_frequency_dict

        listed = get_frequency_dict(_WORDFREQ_CODES.get(code, code), _WORD_LIST)
    except (ImportError, LookupError, OSError) as error:
        raise ModelError(
            f"The words of {RECOGNISED[code].english} cannot be read from wordfreq ({error}).",
            "Install Hanni with its pinned dependencies: pip install -c constraints.txt .",
        ) from None
    counts: defaultdict[str, float] = defaultdict(float)
    for entry, frequency in listed.items():
        for word in words_of(entry):
            if _KNOWN_SCRIPT.fullmatch(word) and not (code == "hr" and _CYRILLIC.search(word)):
                counts[word] += frequency
    common = dict(sorted(counts.items(), key=lambda pair: -pair[1])[:_WORDS])
    for word, frequency in list(common.items()):
        if word.isascii():
            continue
        for bare in sorted(_bare(word) - {word, ""}):  # a set's order differs between processes
            common[bare] = common.get(bare, 0.0) + _BARE * frequency
    frequencies = np.fromiter(common.values(), np.float64)
    return _Vocabulary(list(common), frequencies / frequencies.sum())


def _bare(word: str) -> set[str]:
    """How a word is written on a keyboard without its language's letters."""
    return {"".join(words_of(fold(word))), word.translate(_UMLAUTS), word.translate(_CEDILLAS)}


def _letters(
    texts: Sequence[NDArray[np.int64]], weights: Sequence[NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Logarithm of each letter's probability in the language that uses it most."""
    most = np.full(_ALPHABET, 1e-9)
    for text, weight in zip(texts, weights, strict=True):
        word = np.minimum(np.cumsum(text == SPACE) - 1, len(weight) - 1)
        counts = np.bincount(text, weight[word], minlength=_ALPHABET)
        most = np.maximum(most, counts / counts.sum())
    logarithms: NDArray[np.float64] = np.log(most)
    return logarithms


def _merged(
    counted: Sequence[tuple[NDArray[np.uint32], NDArray[np.float64]]],
) -> tuple[NDArray[np.uint32], NDArray[np.float32], list[NDArray[np.int64]]]:
    """All languages' hashes, sorted; their probabilities, shape (hashes, languages); their places."""
    keys = np.unique(np.concatenate([hashes for hashes, _ in counted]))
    places = [np.searchsorted(keys, hashes) for hashes, _ in counted]
    probabilities = np.zeros((len(keys), len(counted)), np.float32)
    for column, (_, weights) in enumerate(counted):
        sums = np.bincount(places[column], weights, minlength=len(keys))
        probabilities[:, column] = sums / weights.sum()
    return keys, probabilities, places


def _stored(evidence: NDArray[np.float32]) -> NDArray[np.int8]:
    stored: NDArray[np.int8] = np.clip(np.rint(evidence / STEP), -127, 127).astype(np.int8)
    return stored
