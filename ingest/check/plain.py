"""The plain-language texts: short sentences, no number that the German text lacks."""

import re
from collections.abc import Iterator

from ingest.check.content import Content, Text
from ingest.check.finding import Finding
from ingest.check.parallel import numbers
from knowledge.languages import SIMPLE

#: Words of a sentence, at most.
LONGEST_SENTENCE = 14

_WORDS = (
    "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
)  # fmt: skip
_NUMBER_WORDS = {word: str(number) for number, word in enumerate(_WORDS, 1)}
#: German inflects its one: "eine Woche".
_ONE = re.compile(r"ein(e[rsnm]?|mal|s)?")
_SENTENCE_END = re.compile(r"(?<=[!?:])\s+|(?<=[^\d\s]\.)\s+")


def simple_texts(content: Content) -> list[Text]:
    """All plain-language texts."""
    return [text for text in content.texts if text.language == SIMPLE]


def added_numbers(content: Content) -> Iterator[Finding]:
    """Numbers in plain language that the German section does not have, in figures or words."""
    for text in simple_texts(content):
        german = {
            name: "\n".join(block.text for block in blocks)
            for name, blocks in content.originals[text.key].parts
        }
        for part, item in text.lines():
            added = set(numbers(item.text)) - _known(german.get(part, ""))
            if added:
                values = {"numbers": ", ".join(sorted(added)), "text": item.text}
                line = content.line(text.file, item.text)
                yield Finding("error", "simple_numbers", text.file, line, part, values)


def long_sentences(content: Content) -> Iterator[Finding]:
    """Sentences of more than :data:`LONGEST_SENTENCE` words."""
    for text in simple_texts(content):
        for part, item in text.lines():
            for sentence in _SENTENCE_END.split(item.text):
                if (length := len(sentence.split())) > LONGEST_SENTENCE:
                    values = {"words": length, "most": LONGEST_SENTENCE, "text": sentence}
                    line = content.line(text.file, item.text)
                    yield Finding("warning", "simple_sentence", text.file, line, part, values)


def _known(german: str) -> set[str]:
    words = re.findall(r"\w+", german.lower())
    known = {_NUMBER_WORDS[word] for word in words if word in _NUMBER_WORDS}
    known |= {"1" for word in words if _ONE.fullmatch(word)}
    return known | set(numbers(german))
