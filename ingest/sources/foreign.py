"""Sentences in another language that ask or order something, on a page that is German.

Whether a question or a task is meant for citizens or for a model cannot be told from its words
alone. In German it stays, as an FAQ would; in another language it is nothing that a German record
needs, so it is left out and the editor is told.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import yaml

from knowledge.cues import Cues
from knowledge.detection import LanguageDetector
from knowledge.languages import ORIGINAL
from knowledge.records import Block, Faq, FaqText, Item, Section, Service, ServiceText
from knowledge.text import words

_SENTENCE = re.compile(r"(?<=[.!?:;؟。])\s+|(?<=[.!?؟。][\"'“”»])\s+")
_ASKS = re.compile(r"[?؟][\"'“”»]?\s*$")
#: A shorter text is a name or a term.
_WORDS = 3
#: Nearly every German sentence has some of these; looking for them first is twenty times faster.
_COMMON = re.compile(
    r"\b(?:der|die|das|den|dem|des|und|ist|sind|für|sie|mit|von|vom|im|zu|zum|zur|bei|nicht|auf|wird|werden|"
    r"ein|eine|einen|einer|oder|ihre?|ich|wie|wer|wo|kann|muss|hat|haben|nach|aus|es|sich|als|auch|wenn)\b",
    re.IGNORECASE,
)
#: One in so many words is enough.
_SHARE = 6
#: Of German, below which a sentence is in another language: names and quoted words are German too.
_GERMAN = 0.2


class ForeignRequests:
    """Recognises them; the language is told by the same table as a citizen's."""

    def __init__(self, detector: LanguageDetector) -> None:
        path = Path(__file__).parent / "tasks.yaml"
        stems = yaml.safe_load(path.read_text(encoding="utf-8"))
        self._cues = Cues({"task": [stem for language in stems for stem in language]})
        self._detector = detector

    def split(self, text: str) -> tuple[str, list[str]]:
        """The text without such sentences, and those."""
        kept: list[str] = []
        found: list[str] = []
        for sentence in _SENTENCE.split(text):
            (found if self._is_request(sentence) else kept).append(sentence)
        return (" ".join(kept), found) if found else (text, [])

    def any(self, texts: Iterable[str]) -> Iterator[str]:
        """All such sentences of some texts."""
        for text in texts:
            yield from self.split(text)[1]

    def _is_request(self, sentence: str) -> bool:
        if len(_COMMON.findall(sentence)) >= max(2, sentence.count(" ") / _SHARE):
            return False
        folded = words(sentence)
        if len(folded) < _WORDS or not (_ASKS.search(sentence) or self._cues.best(folded)):
            return False
        detection = self._detector(sentence)
        return detection.language != ORIGINAL and detection.of(ORIGINAL) < _GERMAN


def without_requests(
    record: Service | Faq, requests: ForeignRequests
) -> tuple[Service | Faq, list[str]]:
    """The record without what its German text asks in another language, and that."""
    german = record.texts[ORIGINAL]
    gone: list[str] = []

    def kept(blocks: Sequence[Block]) -> tuple[Block, ...]:
        items = [(block, _kept(block.items, requests, gone)) for block in blocks]
        return tuple(Block(kind=block.kind, items=rest) for block, rest in items if rest)

    update: dict[str, object] = {}
    if isinstance(german, ServiceText):
        sections = [Section(name=s.name, blocks=kept(s.blocks)) for s in german.sections]
        update["sections"] = tuple(section for section in sections if section.blocks)
    else:
        update["blocks"] = kept(german.blocks)
    update["aliases"] = tuple(a for a in german.aliases if not _is_gone(a, requests, gone))
    if not gone:
        return record, []
    rest = german.model_copy(update=update)
    # Translations are shown block by block beside the original.
    others = record.texts if _blocks(rest) == _blocks(german) else {}
    return record.model_copy(update={"texts": {**others, ORIGINAL: rest}}), gone


def is_empty(record: Service | Faq) -> bool:
    """Whether nothing is left of the German text."""
    return not sum(_blocks(record.texts[ORIGINAL]))


def _kept(items: Sequence[Item], requests: ForeignRequests, gone: list[str]) -> tuple[Item, ...]:
    rest = []
    for item in items:
        text, found = requests.split(item.text)
        gone += found
        if text:
            rest.append(item.model_copy(update={"text": text}))
    return tuple(rest)


def _is_gone(alias: str, requests: ForeignRequests, gone: list[str]) -> bool:
    found = list(requests.any([alias]))
    gone += found
    return bool(found)


def _blocks(text: ServiceText | FaqText) -> list[int]:
    """How many blocks there are, by section."""
    if isinstance(text, ServiceText):
        return [len(section.blocks) for section in text.sections]
    return [len(text.blocks)]
