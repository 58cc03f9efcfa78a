"""Errors as problem details (RFC 9457), in the reader's language where it is known."""

import json
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from bot.phrases import PhraseBook
from bot.schema import MESSAGE_CHARACTERS
from knowledge.languages import INTERFACE, ORIGINAL, Language, known_language

MEDIA_TYPE = "application/problem+json"
_TYPE = "urn:hanni:problem:"


class Problem(Exception):
    """An error with a phrase of its own (``problems.<kind>``), or with a ``detail`` among its values."""

    def __init__(
        self,
        status: int,
        kind: str,
        *,
        language: str | None = None,
        headers: dict[str, str] | None = None,
        **values: object,
    ) -> None:
        super().__init__(kind)
        self.status = status
        self.kind = kind
        self.language = language
        self.headers = headers
        self.values = values


def problem_body(
    book: PhraseBook, status: int, kind: str, language: str, **values: object
) -> dict[str, Any]:
    """The JSON of a problem.

    A ``detail`` among the values is the text itself; the others are then members of the problem.
    """
    title = kind.replace("_", " ")
    body = {"type": _TYPE + kind, "title": title, "status": status}
    if "detail" in values:
        return {**body, **values}
    return {**body, "detail": book.interface(language)(f"problems.{kind}", **values)}


def problem_response(
    book: PhraseBook,
    status: int,
    kind: str,
    language: str,
    headers: dict[str, str] | None = None,
    **values: object,
) -> JSONResponse:
    """A problem as a response."""
    body = problem_body(book, status, kind, language, **values)
    headers = {"content-language": language, **(headers or {})}
    return JSONResponse(body, status, headers, media_type=MEDIA_TYPE)


def preferred_language(accept_language: str, known: Mapping[str, Language] = INTERFACE) -> str:
    """The first known language of an Accept-Language header, else German."""
    tags = (part.partition(";")[0] for part in accept_language.split(","))
    codes = (known_language(tag, known) for tag in tags)
    return next((code for code in codes if code), ORIGINAL)


def install_problem_handlers(app: FastAPI, book: PhraseBook) -> None:
    """Turn every error into a problem; nothing of the request is logged."""

    def language_of(request: Request, body: object = None) -> str:
        chosen = body.get("language") if isinstance(body, dict) else None
        if isinstance(chosen, str) and chosen in INTERFACE:
            return chosen
        return preferred_language(request.headers.get("accept-language", ""))

    @app.exception_handler(Problem)
    async def on_problem(request: Request, error: Problem) -> JSONResponse:
        language = error.language or language_of(request)
        return problem_response(
            book, error.status, error.kind, language, error.headers, **error.values
        )

    @app.exception_handler(RequestValidationError)
    async def on_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        language = language_of(request, error.body)
        first = error.errors()[0]
        if first["type"] == "string_too_long" and first["loc"][-1] == "message":
            return problem_response(book, 422, "too_long", language, limit=MESSAGE_CHARACTERS)
        field = ".".join(str(part) for part in first["loc"] if part != "body")
        if first["type"] == "json_invalid":
            field = "JSON"
        return problem_response(book, 422, "invalid", language, field=field or "JSON")

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> JSONResponse:
        language = language_of(request)
        headers = dict(error.headers or {})
        if error.status_code == 404:
            return problem_response(book, 404, "not_found", language, headers)
        if error.status_code == 503:
            return problem_response(book, 503, "unavailable", language, headers)
        # A body that is no JSON at all, or no UTF-8, arrives here as 400; 405 and 415 too.
        return problem_response(
            book, error.status_code, "invalid", language, headers, field=str(error.detail)
        )


def encoded_problem(book: PhraseBook, status: int, kind: str, language: str) -> bytes:
    """A problem as bytes, for the middleware that runs outside of FastAPI."""
    return json.dumps(problem_body(book, status, kind, language), ensure_ascii=False).encode()
