"""Text from a language model as it is written, with an end to every kind of waiting."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import anyio
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

#: HTTP statuses after which asking again may help.
_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_PAUSE = 0.2
#: Characters after which an answer that should be short counts as endless.
_LONGEST = 3000


class ModelError(Exception):
    """The model's server failed; the message is the reason, for the metrics."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: to the first word, between two pieces, and for everything."""

    first_word: float
    stall: float
    deadline: float


async def stream_text(
    model: BaseChatModel, messages: list[BaseMessage], limits: Limits
) -> AsyncGenerator[str]:
    """The pieces of an answer; asked for once more if the server fails before the first one.

    Raises:
        ModelError: first_word, stall, deadline, cut, endless, or what the server said.
    """
    end = anyio.current_time() + limits.deadline
    for attempt in (1, 2):
        received = 0
        try:
            async with aclosing(_pieces(model, messages, limits, end)) as pieces:
                async for piece in pieces:
                    received += len(piece)
                    if received > _LONGEST:
                        raise ModelError("endless")
                    yield piece
                return
        except ModelError:
            raise
        except Exception as error:  # HTTP, JSON, UTF-8, connection: the client library has many
            reason = _reason(error)
            if attempt == 2 or received or not _worth_another(error):
                raise ModelError(reason) from error
        await anyio.sleep(_PAUSE)


async def _pieces(
    model: BaseChatModel, messages: list[BaseMessage], limits: Limits, end: float
) -> AsyncGenerator[str]:
    finished, first = False, True
    async with aclosing(_stream(model, messages)) as chunks:
        while True:
            now = anyio.current_time()
            patience = limits.first_word if first else limits.stall
            left = end - now
            # Not one cancel scope around the loop: a scope may not span a yield.
            try:
                with anyio.fail_after(max(0.0, min(patience, left))):
                    chunk = await anext(chunks)
            except StopAsyncIteration:
                break
            except TimeoutError:
                reason = "deadline" if left <= patience else "first_word" if first else "stall"
                raise ModelError(reason) from None
            finished = finished or bool(chunk.response_metadata.get("finish_reason"))
            if chunk.text:
                first = False
                yield chunk.text
    if not finished:
        raise ModelError("cut")


async def _stream(
    model: BaseChatModel, messages: list[BaseMessage]
) -> AsyncGenerator[AIMessageChunk]:
    async for chunk in model.astream(messages):
        yield chunk


def _reason(error: Exception) -> str:
    status: Any = getattr(error, "status_code", None)
    return f"http_{status}" if isinstance(status, int) else type(error).__name__


def _worth_another(error: Exception) -> bool:
    status = getattr(error, "status_code", None)
    return status in _AGAIN if isinstance(status, int) else not isinstance(error, ValueError)
