"""Official German terms and what the translations that are there call them.

A translation keeps the term in brackets behind its own words: "urząd obywatelski (Bürgeramt)". The
words before the bracket that most of a term's occurrences share are its translation.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Self

from ingest.translate.document import Document
from knowledge.text import fold

_TERM = re.compile(r"([^\s()\[\].,:;!?–][^()\[\].,:;!?–]*)\s\(([^()]{4,60})\)")
#: Words of a translated term at most, and of one that was seen only once.
_WORDS, _WORDS_ONCE = 4, 3
#: A prompt with more terms than these would be mostly terms.
_MOST = 40


class Glossary:
    """What German terms are called in one language."""

    def __init__(self, terms: Mapping[str, str]) -> None:
        self._terms = terms

    @classmethod
    def of(cls, found: Iterable[Document], language: str) -> Self:
        """Gather the terms of the translations into a language."""
        before: dict[str, list[list[str]]] = defaultdict(list)
        for document in found:
            if version := document.versions.get(language):
                for mark, german in document.lines().items():
                    for words, term in _terms(version.lines.get(mark, ""), german):
                        before[term].append(words)
        return cls({term: _shared(occurrences) for term, occurrences in before.items()})

    def __call__(self, german: str) -> dict[str, str]:
        """The terms that a German text has, the longest first."""
        text = fold(german)
        terms = (term for term in self._terms if fold(term) in text)
        return {term: self._terms[term] for term in sorted(terms, key=len, reverse=True)[:_MOST]}


def _terms(text: str, german: str) -> Iterator[tuple[list[str], str]]:
    """The words before each bracket that holds words of the German line."""
    for words, term in _TERM.findall(text):
        if fold(term) in fold(german) and any(map(str.isalpha, term)):
            yield words.split(), term


def _shared(occurrences: list[list[str]]) -> str:
    """The longest end that most of the occurrences share."""
    if len(occurrences) == 1:
        return " ".join(occurrences[0][-_WORDS_ONCE:])
    best: list[str] = []
    for length in range(1, _WORDS + 1):
        ends = [words[-length:] for words in occurrences if len(words) >= length]
        counted = Counter(fold(" ".join(end)) for end in ends)
        if not counted:
            break
        end, times = counted.most_common(1)[0]
        if length == 1 or 2 * times > len(occurrences):
            best = next(words for words in ends if fold(" ".join(words)) == end)
    return " ".join(best)
