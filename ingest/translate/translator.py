"""Drafts a document's translation with a language model, and lets only a sound one through."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from ingest.check.parallel import numbers
from ingest.messages import Messages
from ingest.translate.glossary import Glossary
from ingest.translate.plan import Task
from ingest.translate.prompts import Prompts
from ingest.translate.reply import read_reply
from ingest.translate.verify import Problems, problems
from knowledge.detection import LanguageDetector
from knowledge.text import fold

#: German letters of one request: small servers read and write few tokens at once.
_PORTION = 1_500
#: A letter of the German text may cost a token in other scripts; marks cost some more.
_TOKENS_LEAST = 100


class ModelFailedError(Exception):
    """The model's server gave no whole answer; the message says why."""


class RefusedError(Exception):
    """Two drafts were wrong; nothing may be written."""

    def __init__(self, found: Problems) -> None:
        super().__init__(", ".join(found))
        self.problems = found


@dataclass(frozen=True)
class Draft:
    """The words of every mark, and aliases by mark."""

    words: Mapping[str, str]
    aliases: Mapping[str, str]


class Translator:
    """Asks a model for one language's drafts."""

    def __init__(
        self,
        model: BaseChatModel,
        language: str,
        glossary: Glossary,
        detector: LanguageDetector,
        seconds: float,
    ) -> None:
        """``seconds``: how long one request may take, with all that is tried again."""
        self._model = model
        self._language = language
        self._glossary = glossary
        self._detector = detector
        self._seconds = seconds
        self._prompts = Prompts(language)
        self._say = Messages.load("en")  # the model is told in English what is wrong

    async def draft(self, task: Task) -> Draft:
        """A draft that is as it must be.

        Raises:
            RefusedError: what the model wrote is wrong, and once more after it was told so.
            ModelFailedError: it did not answer.
        """
        lines = task.document.lines()
        kept = task.former and any(task.former.aliases.values())
        aliases = {} if kept else task.document.alias_lines()
        words: dict[str, str] = {}
        wrong: Problems = {}
        for portion in _portions({**lines, **aliases}):
            new, found = await self._portion(task, portion)
            words |= new
            wrong |= found
        wrong = {mark: own for mark, own in wrong.items() if mark in lines}
        # A portion alone may be too short to tell its language by.
        wrong = wrong or problems(lines, words, self._language, self._detector)
        if wrong:
            raise RefusedError(wrong)
        good = {
            mark: words[mark]
            for mark, alias in aliases.items()
            if words.get(mark) and numbers(words[mark]) == numbers(alias)
        }
        return Draft({mark: words[mark] for mark in lines}, good)

    async def _portion(
        self, task: Task, portion: Mapping[str, str]
    ) -> tuple[dict[str, str], Problems]:
        """The words of some lines, asked for once more where they are wrong, and what is still wrong."""
        former = task.former.lines if task.former else {}
        old = {mark: former[mark] for mark in portion if mark in former}
        terms = self._glossary("\n".join(portion.values()))
        asked = self._prompts(task.document.german.lines["title"], portion, terms, old)
        answer = await self._ask(asked, portion)
        words = _known(answer, portion)
        wrong = problems(portion, words, self._language, self._detector)
        if wrong:
            told = {mark: " ".join(p.told(self._say) for p in own) for mark, own in wrong.items()}
            lines = {mark: portion[mark] for mark in wrong}
            again = await self._ask(self._prompts.again(asked, answer, lines, told), lines)
            words |= _known(again, lines)
            wrong = problems(portion, words, self._language, self._detector)
        return words, wrong

    async def _ask(self, messages: list[BaseMessage], lines: Mapping[str, str]) -> str:
        tokens = _TOKENS_LEAST + sum(len(mark) + len(text) for mark, text in lines.items())
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._model.ainvoke(messages, max_tokens=tokens)
        except Exception as error:  # HTTP, JSON, UTF-8, connection: the client library has many
            raise ModelFailedError(_reason(error)) from error
        reason = answer.response_metadata.get("finish_reason")
        if reason == "length":  # too many words: its last line may lack its end
            return answer.text.rpartition("\n")[0]
        if reason != "stop":
            raise ModelFailedError("its answer was cut off")
        return answer.text


def alias_texts(task: Task, draft: Draft, taken: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Aliases by FAQ: those that are there, or the draft's without what another service is called."""
    if task.former and any(task.former.aliases.values()):
        return dict(task.former.aliases)
    found: dict[str, tuple[str, ...]] = {}
    for id_ in task.document.german.aliases:
        prefix = f"{id_}.alias." if id_ else "alias."
        own = (text for mark, text in draft.aliases.items() if mark.startswith(prefix))
        found[id_] = tuple(text for text in dict.fromkeys(own) if fold(text) not in taken)
    return found


def _portions(lines: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Lines in order, so many as one request may hold."""
    portion: dict[str, str] = {}
    letters = 0
    for mark, text in lines.items():
        if portion and letters + len(text) > _PORTION:
            yield portion
            portion, letters = {}, 0
        portion[mark] = text
        letters += len(text)
    yield portion


def _known(answer: str, lines: Mapping[str, str]) -> dict[str, str]:
    return {mark: text for mark, text in read_reply(answer).items() if mark in lines}


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError) or "Timeout" in type(error).__name__:
        return "it took too long"
    return " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__
