"""The language model's answer, checked before it is shown. Optional: without one nothing is lost."""

from collections.abc import AsyncIterator
from pathlib import Path

import anyio
from langchain_core.language_models import BaseChatModel
from langchain_core.prompts import ChatPromptTemplate

from bot.compose import text_of
from bot.grounding import grounded, split_sentences
from bot.schema import ChatResponse, TextBlock
from knowledge.detection import LanguageDetector
from knowledge.languages import SUPPORTED

_TEMPLATES = Path(__file__).parent / "templates"
_NO_ANSWER = "NO ANSWER"
_SENTENCES = 6
#: More dropped sentences than this share, and the model is not to be trusted with this question.
_DROPPED = 1 / 3
#: Characters after which the model is stopped; a short answer was asked for.
_LONGEST = 3000
#: Least probability of the asked language, over all sentences shown so far.
_LANGUAGE = 0.2


class WriterError(Exception):
    """The model's answer cannot be used; the message is the reason, for the metrics."""


class Writer:
    """Writes an answer from the passages of the extractive one, sentence by sentence."""

    def __init__(self, model: BaseChatModel, detector: LanguageDetector, deadline: float) -> None:
        """``deadline`` is the time in seconds that a whole answer may take."""
        self._model = model
        self._detector = detector
        self._deadline = deadline
        self._prompt = ChatPromptTemplate.from_messages(
            [
                ("system", (_TEMPLATES / "system.jinja").read_text(encoding="utf-8")),
                ("human", (_TEMPLATES / "question.jinja").read_text(encoding="utf-8")),
            ],
            template_format="jinja2",
        )

    async def write(self, question: str, extractive: ChatResponse) -> AsyncIterator[TextBlock]:
        """The answer's paragraph, longer by a checked sentence each time.

        Raises:
            WriterError: the model failed, refused, or wrote what the passages do not hold. What
                was shown so far must be replaced by the extractive answer.
        """
        passages = [text_of(block) for block in extractive.blocks if block.type != "notice"]
        known = "\n".join([*passages, *(service.title for service in extractive.services)])
        shown: list[str] = []
        dropped = 0
        try:
            async for sentence in self._sentences(question, extractive.language, passages):
                if _NO_ANSWER in sentence:
                    raise WriterError("refused")
                if not grounded(sentence, known):
                    dropped += 1
                    continue
                shown.append(sentence)
                text = " ".join(shown)
                if self._detector(text).of(extractive.language) < _LANGUAGE:
                    raise WriterError("language")
                yield TextBlock(type="paragraph", text=text, language=extractive.language)
        except WriterError:
            raise
        except TimeoutError:
            raise WriterError("deadline") from None
        except Exception as error:  # HTTP, JSON, connection: the client library has many
            raise WriterError(type(error).__name__) from error
        if not shown or dropped > _DROPPED * (len(shown) + dropped):
            raise WriterError("ungrounded")

    async def _sentences(
        self, question: str, language: str, passages: list[str]
    ) -> AsyncIterator[str]:
        """The model's sentences, as soon as each is finished."""
        messages = self._prompt.format_messages(
            language=SUPPORTED[language].english,
            sentences=_SENTENCES,
            passages=[_as_data(passage) for passage in passages],
            question=_as_data(question),
        )
        received, rest = 0, ""
        end = anyio.current_time() + self._deadline
        stream = aiter(self._model.astream(messages))
        while received < _LONGEST:
            # Not one cancel scope around the loop: a scope may not span a yield.
            with anyio.fail_after(max(0.0, end - anyio.current_time())):
                try:
                    chunk = await anext(stream)
                except StopAsyncIteration:
                    break
            received += len(chunk.text)
            *finished, rest = split_sentences(rest + chunk.text)
            for sentence in finished:
                if sentence.strip():
                    yield sentence.strip()
        if rest.strip() and received < _LONGEST:
            yield rest.strip()


def _as_data(text: str) -> str:
    """Text that cannot close the tags around it."""
    return text.replace("<", "‹").replace(">", "›")
