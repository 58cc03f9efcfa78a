"""``POST /api/chat``: a question and its answer, in one piece or as a stream."""

import json
import time
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from fastapi.sse import EventSourceResponse, format_sse_event

from bot.api.rate import check_rate
from bot.problems import Problem, preferred_language, problem_body
from bot.schema import ChatRequest, ChatResponse
from bot.service import Service
from knowledge.languages import INTERFACE
from knowledge.text import clean

EVENT_STREAM = "text/event-stream"


def chat_router(service: Service) -> APIRouter:
    """The chat routes."""
    router = APIRouter(prefix="/api", tags=["chat"])

    @router.post(
        "/chat",
        response_model=ChatResponse,
        responses={200: {"content": {EVENT_STREAM: {}}}},
        summary="Ask a question",
    )
    async def chat(question: ChatRequest, request: Request) -> Response:
        """Answer a question; ``Accept: text/event-stream`` streams it.

        The stream has events ``block`` (a block is ready or has grown) and, last, ``answer`` with
        what JSON would have held. If it fails halfway, the last event is ``problem``.
        """
        if not any(character.isalnum() for character in clean(question.message)):
            raise Problem(422, "empty", language=_known(question.language))
        await check_rate(service, request, _known(question.language))
        started = time.perf_counter()
        if EVENT_STREAM in request.headers.get("accept", ""):
            return EventSourceResponse(
                _events(service, question, started, request.headers.get("accept-language", "")),
                headers={"cache-control": "no-store", "x-accel-buffering": "no"},
            )
        answer = await service.pipeline.answer(question)
        measure(service, answer, started)
        return Response(
            answer.model_dump_json(),
            media_type=JSONResponse.media_type,
            headers={"cache-control": "no-store"},
        )

    return router


async def _events(
    service: Service, question: ChatRequest, started: float, accept_language: str
) -> AsyncIterator[bytes]:
    try:
        async for event in service.pipeline.stream(question):
            name = "answer" if isinstance(event, ChatResponse) else "block"
            if isinstance(event, ChatResponse):
                measure(service, event, started)
            yield format_sse_event(data_str=event.model_dump_json(), event=name)
    except Exception:
        # The status line is long gone; the client still gets to know what happened.
        language = _known(question.language) or preferred_language(accept_language)
        body = problem_body(service.book, 500, "internal", language)
        yield format_sse_event(data_str=json.dumps(body), event="problem")
        raise


def measure(service: Service, answer: ChatResponse, started: float) -> None:
    """Count an answer and the seconds since ``started``."""
    labels = (answer.outcome, answer.language, answer.answered_by)
    service.metrics.answers.labels(*labels).inc()
    service.metrics.seconds.labels(answer.answered_by).observe(time.perf_counter() - started)


def _known(language: str | None) -> str | None:
    return language if language in INTERFACE else None
