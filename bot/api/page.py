"""``/chat``: the chat without JavaScript, one plain form; ``/accessibility``: the statement on it."""

import logging
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import ValidationError

from bot.api.chat import measure
from bot.api.rate import check_rate
from bot.bidi import direction, isolated
from bot.problems import Problem, preferred_language
from bot.schema import ABOUT_A_SERVICE, MESSAGE_CHARACTERS, ChatRequest, ChatResponse, Turn
from bot.service import Service
from knowledge.languages import INTERFACE, INTERFACE_ONLY, ORIGINAL
from knowledge.text import clean

_TEMPLATES = Path(__file__).parents[1] / "templates"
#: The form has eight; more are somebody's attempt.
_FIELDS = 12
_HEADERS = {"cache-control": "no-store", "vary": "accept-language"}

log = logging.getLogger(__name__)


def page_router(service: Service) -> APIRouter:
    """The pages that need no JavaScript."""
    router = APIRouter(include_in_schema=False)
    pages = _environment()

    def page(
        language: str,
        chosen: str | None,
        fields: Mapping[str, str],
        answer: ChatResponse | None = None,
        problem: Problem | None = None,
    ) -> HTMLResponse:
        phrases = service.book.interface(language)
        about = answer.services[:1] if answer and answer.outcome in ABOUT_A_SERVICE else ()
        html = pages.get_template("chat.html").render(
            language=language,
            languages=INTERFACE.values(),
            chosen=chosen,
            phrases=phrases,
            greeting=service.book.greeting(language, service.settings.fallback_language),
            texts=phrases.widget,
            fields=fields,
            limit=MESSAGE_CHARACTERS,
            answer=answer,
            about=about[0].id if about else "",
            sections=",".join(answer.sections) if answer else "",
            choices=_choices(answer),
            problem=_told(service, language, problem) if problem else None,
            plain_offered=language == ORIGINAL,
        )
        headers = {**_HEADERS, **((problem.headers or {}) if problem else {})}
        return HTMLResponse(html, problem.status if problem else 200, headers)

    @router.get("/chat")
    def form(request: Request, language: str | None = None) -> HTMLResponse:
        """The empty form."""
        chosen = language if language in INTERFACE else None
        return page(chosen or _browser(request), chosen, {})

    @router.post("/chat")
    async def ask(request: Request) -> HTMLResponse:
        """The form with an answer, or with what went wrong and all that was typed."""
        fields = _fields(await request.body())
        chosen = fields.get("language") if fields.get("language") in INTERFACE else None
        language = chosen or _browser(request)
        # Nothing but the browser may know that a question is in a language of these.
        own = language if language in INTERFACE_ONLY else None
        try:
            question = _question(fields, chosen or own)
            await check_rate(service, request, language)
            started = time.perf_counter()
            answer = await service.pipeline.answer(question)
        except Problem as problem:
            return page(language, chosen, fields, problem=problem)
        except Exception:  # the citizen gets a page all the same, the log the rest
            log.exception("no answer for /chat")
            return page(language, chosen, fields, problem=Problem(500, "internal"))
        measure(service, answer, started)
        return page(answer.interface_language, chosen, fields, answer)

    @router.get("/accessibility")
    def accessibility() -> HTMLResponse:
        """The accessibility statement."""
        return HTMLResponse(pages.get_template("accessibility.html").render())

    return router


def _environment() -> Environment:
    pages = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    pages.filters["runs"] = isolated
    pages.filters["direction"] = direction
    pages.filters["day"] = lambda iso: ".".join(reversed(iso.split("-")))
    pages.tests["followable"] = lambda url: str(url or "").startswith(("https://", "http://"))
    return pages


def _fields(body: bytes) -> dict[str, str]:
    """The form's fields; the last one counts, as a pressed starter question comes after the box."""
    try:
        found = parse_qs(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_FIELDS
        )
    except ValueError:
        return {}
    return {name: values[-1] for name, values in found.items()}


def _question(fields: Mapping[str, str], chosen: str | None) -> ChatRequest:
    """The question of a form.

    Raises:
        Problem: there is none, or it is too long.
    """
    # Forms send a line break as two characters; the browser counted one.
    message = fields.get("message", "").replace("\r\n", "\n")
    if not any(character.isalnum() for character in clean(message)):
        raise Problem(422, "empty")
    try:
        about = Turn(
            role="assistant",
            service=_short(fields, "about"),
            language=_short(fields, "spoken"),
            sections=_several(fields, "sections"),
            choices=_several(fields, "choices"),
        )
    except ValidationError:
        about = Turn(role="assistant")
    try:
        return ChatRequest(
            message=message,
            language=chosen,
            history=(about,) if about.service or about.choices else (),
            plain=fields.get("plain") == "yes",
        )
    except ValidationError:
        raise Problem(422, "too_long", limit=MESSAGE_CHARACTERS) from None


def _choices(answer: ChatResponse | None) -> str:
    """The services to choose from, parted by commas."""
    offered = answer.services if answer and answer.outcome == "clarify" else ()
    return ",".join(service.id for service in offered)


def _several(fields: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(filter(None, fields.get(name, "").split(",")))


def _short(fields: Mapping[str, str], name: str) -> str | None:
    value = fields.get(name, "")
    return value if 0 < len(value) <= 100 and value.isascii() else None


def _told(service: Service, language: str, problem: Problem) -> str:
    return service.book.interface(language)(f"problems.{problem.kind}", **problem.values)


def _browser(request: Request) -> str:
    return preferred_language(request.headers.get("accept-language", ""))
