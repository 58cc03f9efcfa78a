"""The language model's answer, each sentence checked before it is shown."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol

import anyio
from anyio import to_thread
from langchain_core.language_models import BaseChatModel

from bot.llm.breaker import CircuitBreaker
from bot.llm.model import Limits, ModelError, stream_text
from bot.llm.prompts import NO_ANSWER, Prompts
from bot.schema import ChatResponse, TextBlock
from bot.verify import Evidence, Verifier, split_sentences, without_link_tokens
from knowledge.detection import LanguageDetector

#: More dropped sentences than this share, and the model is not to be trusted with this question.
_DROPPED = 1 / 3
#: So many dropped sentences, and nobody waits for the rest.
_MOST_DROPPED = 4
#: More sentences than these are not shown: a short answer was asked for.
_MOST_SHOWN = 8
#: Least probability of the asked language, over all sentences shown so far.
_LANGUAGE = 0.2


class WriterError(Exception):
    """The model's answer cannot be used; the message is the reason, for the metrics."""


class Observer(Protocol):
    """Is told what happens; of no text, only of reasons and times."""

    def shown_first(self, seconds: float) -> None:
        """The first sentence is shown, so long after the question was passed on."""

    def sentence(self, verdict: str) -> None:
        """A sentence is ``shown``, or dropped for a reason."""

    def ended(self, seconds: float, failure: str) -> None:
        """The answer is complete, or failed for a reason (empty if it did not)."""

    def breaker(self, state: str) -> None:
        """The circuit breaker's state."""


class Writer:
    """Writes an answer from the passages of the extractive one, sentence by sentence."""

    def __init__(
        self,
        model: BaseChatModel,
        verifier: Verifier,
        detector: LanguageDetector,
        *,
        limits: Limits,
        breaker: CircuitBreaker,
        slots: int,
        observer: Observer,
    ) -> None:
        """``slots`` questions may be with the model at once."""
        self._model = model
        self._verifier = verifier
        self._detector = detector
        self._limits = limits
        self._breaker = breaker
        self._free = slots
        self._observer = observer
        self._prompts = Prompts()

    async def write(
        self, question: str, extractive: ChatResponse, *, plain: bool = False
    ) -> AsyncGenerator[TextBlock]:
        """The answer's paragraph, longer by a checked sentence each time.

        Raises:
            WriterError: the model failed, refused, was not asked, or wrote what the passages do not
                hold. What was shown so far must be replaced by the extractive answer.
        """
        began = anyio.current_time()
        failure = "abandoned"  # unless it comes to an end, the reader has left
        try:
            async with aclosing(self._admitted(question, extractive, plain)) as blocks:
                first = True
                async for block in blocks:
                    if first:
                        self._observer.shown_first(anyio.current_time() - began)
                        first = False
                    yield block
            failure = ""
        except WriterError as error:
            failure = str(error)
            raise
        finally:
            self._observer.ended(anyio.current_time() - began, failure)
            self._observer.breaker(self._breaker.state)

    async def _admitted(
        self, question: str, extractive: ChatResponse, plain: bool
    ) -> AsyncGenerator[TextBlock]:
        """Ask only if a slot is free and the server has not kept failing."""
        if self._free <= 0:
            raise WriterError("busy")
        if not self._breaker.allows():
            raise WriterError("breaker_open")
        self._free -= 1
        reported = False
        try:
            async with aclosing(self._checked(question, extractive, plain)) as blocks:
                async for block in blocks:
                    yield block
            self._breaker.succeeded()
            reported = True
        except ModelError as error:
            self._breaker.failed()
            reported = True
            raise WriterError(str(error)) from error
        except WriterError:
            self._breaker.succeeded()  # it answered, if not well
            reported = True
            raise
        finally:
            self._free += 1
            if not reported:
                self._breaker.gave_up()

    async def _checked(
        self, question: str, extractive: ChatResponse, plain: bool
    ) -> AsyncGenerator[TextBlock]:
        """The answer so far, each time that another sentence has passed."""
        language = extractive.language
        evidence = Evidence.of_answer(extractive)
        shown: list[str] = []
        dropped = 0
        async with aclosing(self._sentences(question, extractive, plain)) as sentences:
            async for sentence in sentences:
                if NO_ANSWER in sentence.upper():
                    raise WriterError("refused")
                verdict = await to_thread.run_sync(self._verifier, sentence, language, evidence)
                text = without_link_tokens(sentence)
                reason = verdict.reason or ("repeated" if text in shown else "")
                self._observer.sentence(reason or "shown")
                if reason:
                    dropped += 1
                    if dropped >= _MOST_DROPPED:
                        raise WriterError("unsupported")
                    continue
                shown.append(text)
                whole = " ".join(shown)
                if self._detector(whole).of(language) < _LANGUAGE:
                    raise WriterError("language")
                yield TextBlock(type="paragraph", text=whole, language=language)
                if len(shown) >= _MOST_SHOWN:
                    break
        if not shown:
            raise WriterError("unsupported" if dropped else "empty")
        if dropped > _DROPPED * (len(shown) + dropped):
            raise WriterError("unsupported")

    async def _sentences(
        self, question: str, extractive: ChatResponse, plain: bool
    ) -> AsyncGenerator[str]:
        """The model's sentences, as soon as each is finished."""
        messages = self._prompts(question, extractive, plain=plain)
        rest = ""
        async with aclosing(stream_text(self._model, messages, self._limits)) as pieces:
            async for piece in pieces:
                *finished, rest = split_sentences(rest + piece)
                for sentence in finished:
                    if any(map(str.isalnum, sentence)):
                        yield sentence.strip()
        if any(map(str.isalnum, rest)):
            yield rest.strip()
