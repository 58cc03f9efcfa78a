"""Typing errors, mended by the knowledge base's own words ("hab einen welpn" -> "hab einen welpen").

The embedding model reads a mistyped word as crumbs; a question with two of them is hardly like any other.
Only a word that nobody knows is touched: not the content in the question's language or in German, and not
the word list that languages are detected with.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.languages import ORIGINAL
from knowledge.text import fold

_WORD = re.compile(r"[^\W\d_]+")
#: Letters of the shortest word that is mended, and of the shortest in which two errors are.
_ONE_ERROR, _TWO_ERRORS = 5, 9


class Spelling:
    """Knows the words of every language of a knowledge base."""

    def __init__(self, texts: Iterable[tuple[str, str]], known: Callable[[str, str], bool]) -> None:
        """``texts`` are (text, language code) pairs; ``known`` tells whether a language has a word."""
        spellings: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        for text, code in texts:
            for word in _WORD.findall(text):
                spellings[code][fold(word)][word.lower()] += 1
        self._known = known
        #: By language, how a folded word is written; the commonest words first.
        self._words = {
            code: {
                folded: written.most_common(1)[0][0]
                for folded, written in sorted(own.items(), key=lambda pair: -pair[1].total())
            }
            for code, own in spellings.items()
        }
        # Hardly anybody mistypes a word's first letter.
        self._choices: dict[str, dict[str, list[str]]] = {}
        for code, own in self._words.items():
            by_letter = self._choices.setdefault(code, defaultdict(list))
            for folded in own:
                by_letter[folded[:1]].append(folded)

    def __call__(self, text: str, language: str) -> str:
        """The text with its typing errors mended; as it is in a language that has no texts."""
        if language not in self._words:
            return text
        return _WORD.sub(lambda found: self._mended(found.group(), language), text)

    def _mended(self, word: str, language: str) -> str:
        folded = fold(word)
        if len(folded) < _ONE_ERROR or self._is_known(word, folded, language):
            return word
        errors = 1 if len(folded) < _TWO_ERRORS else 2
        choices = self._choices[language].get(folded[:1], [])
        # Of equally near words it takes the first, which is the commonest.
        near = process.extractOne(folded, choices, scorer=OSA.distance, score_cutoff=errors)
        return self._words[language][near[0]] if near else word

    def _is_known(self, word: str, folded: str, language: str) -> bool:
        return any(
            folded in self._words.get(code, {}) or self._known(word.lower(), code)
            for code in (language, ORIGINAL)
        )
