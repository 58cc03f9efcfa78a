"""Checks a language model's sentences against the text that it was given.

First version: every number and address must stand in the passages, and no link may appear. What a
sentence may say about dates, offices and names is checked more strictly by a later version.
"""

import re

from knowledge.text import fold

_NUMBER = re.compile(r"\d+(?:[.,:\s]\d+)*")
_LINK = re.compile(r"https?:|www\.|\w\.(?:de|com|org|net|eu|info)\b|@|\[[^\]]*\]\(|<[a-z/]", re.I)
# A full stop behind a digit ends a German ordinal ("15. Februar"), not a sentence.
_SENTENCE_END = re.compile(r"(?<=[^\d\s][.!?؟。])\s+|\n+")


def split_sentences(text: str) -> list[str]:
    """The finished sentences; the last element is the rest, which may be unfinished."""
    return _SENTENCE_END.split(text)


def grounded(sentence: str, passages: str) -> bool:
    """Whether each number of the sentence stands in the passages, and no link or markup in it."""
    return not _LINK.search(sentence) and _numbers(sentence) <= _numbers(passages)


def _numbers(text: str) -> set[str]:
    """Numbers with Western digits and without separators: ``27,60`` and ``27.60`` are one."""
    return {re.sub(r"\D", "", number) for number in _NUMBER.findall(fold(text))}
