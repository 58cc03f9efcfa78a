"""German official terms inside another language's question ("Hundesteuer kaç para?")."""

import re
from collections.abc import Iterable, Iterator

from knowledge.languages import ORIGINAL
from knowledge.records import Block, Knowledge
from knowledge.text import words

_BRACKETS = re.compile(r"\(([^)]*)\)")
_WORD = re.compile(r"[^\W\d_]+")
#: Shorter words are common ones ("und", "oder") rather than terms.
_LETTERS = 6
#: So many other words are needed to tell a language by.
_ENOUGH = 2


class GermanTerms:
    """The terms that citizens meet at the office in German, whatever language they speak.

    They are the words of the German titles and what translations keep in brackets, so that they
    grow with the content.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms = frozenset(terms)

    @classmethod
    def of(cls, knowledge: Knowledge) -> "GermanTerms":
        """The terms of a knowledge base."""
        return cls(
            word for text in _texts(knowledge) for word in words(text) if len(word) >= _LETTERS
        )

    def without(self, text: str) -> str:
        """The text without German terms, or the whole of it if too little else is said."""
        others = [word for word in _WORD.findall(text) if not self._terms.intersection(words(word))]
        return " ".join(others) if len(others) >= _ENOUGH else text


def _texts(knowledge: Knowledge) -> Iterator[str]:
    for service in knowledge.services.values():
        yield service.texts[ORIGINAL].title
        for text in service.texts.values():
            if text.language != ORIGINAL:
                yield from _bracketed(block for s in text.sections for block in s.blocks)
    for faq in knowledge.faqs.values():
        for faq_text in faq.texts.values():
            if faq_text.language != ORIGINAL:
                yield from _bracketed(faq_text.blocks)


def _bracketed(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        yield from filter(_latin, _BRACKETS.findall(block.text))


def _latin(text: str) -> bool:
    return all(ord(letter) < 0x250 for letter in text if letter.isalpha())
