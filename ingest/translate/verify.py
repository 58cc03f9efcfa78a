"""Whether a draft may be written: every line there, plain, in its language, with the German facts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ingest.check.parallel import ADDRESS, differences
from ingest.check.translations import LONG, speaks
from ingest.messages import Messages
from knowledge.detection import LanguageDetector
from knowledge.markup import MarkupError, parse_blocks

#: A translation is at most so many times as long as the German line, plus some letters.
_LONGER, _LETTERS = 3, 60
#: Lines of names and addresses may stay as they are; of so many common words none may.
_COMMON_WORDS = 4
_COMMON_WORD = re.compile(r"\b[a-zäöüß]{2,}\b")
_SIGNS = re.compile(r"[<>`|*_#\[\]{}\\]")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a line; ``draft.<name>`` of the messages says it."""

    name: str
    values: Mapping[str, object] = field(default_factory=dict)

    def told(self, say: Messages) -> str:
        """For the editor, or for the model."""
        return say(f"draft.{self.name}", **self.values)


Problems = dict[str, list[Problem]]


def problems(
    german: Mapping[str, str], words: Mapping[str, str], language: str, detector: LanguageDetector
) -> Problems:
    """Problems by mark; empty if the draft is as it must be."""
    found = {
        mark: own
        for mark, line in german.items()
        if (own := list(_of_line(line, words.get(mark, ""), language)))
    }
    for mark, problem in _of_language(german, words, language, detector):
        found.setdefault(mark, []).append(problem)
    return found


def _of_line(german: str, text: str, language: str) -> Iterator[Problem]:
    if not text.strip():
        yield Problem("missing")
        return
    if not _is_plain(text) or set(_SIGNS.findall(text)) - set(_SIGNS.findall(german)):
        yield Problem("markup")
    if len(text) > _LONGER * len(german) + _LETTERS:
        yield Problem("long")
    if text == german and len(_COMMON_WORD.findall(ADDRESS.sub(" ", german))) >= _COMMON_WORDS:
        yield Problem("untranslated")
    for kind in differences(german, text, language):
        yield Problem(kind, {"german": german})


def _is_plain(text: str) -> bool:
    """One paragraph in one line, as Markdown reads it."""
    try:
        blocks = parse_blocks(text)
    except MarkupError:
        return False
    one = len(blocks) == 1 and blocks[0].kind == "paragraph" and "\n" not in text
    return one and not blocks[0].items[0].sources


def _of_language(
    german: Mapping[str, str], words: Mapping[str, str], language: str, detector: LanguageDetector
) -> Iterator[tuple[str, Problem]]:
    parts: dict[str, list[str]] = {}
    for mark in german:
        if mark in words and not mark.startswith("contact."):
            parts.setdefault(mark.partition(".")[0], []).append(mark)
    wrong = [
        mark
        for marks in parts.values()
        if len(text := "\n".join(words[mark] for mark in marks)) > LONG
        and not speaks(text, language, detector)
        for mark in marks
    ]
    whole = "\n".join(text for mark, text in words.items() if mark in german)
    if not wrong and not speaks(whole, language, detector):
        wrong = [mark for mark in german if mark in words]
    for mark in wrong:
        yield mark, Problem("language", {"language": language})
