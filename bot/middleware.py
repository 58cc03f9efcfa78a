"""What every request passes: a limit on its size and the security headers of its response."""

import logging

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.phrases import PhraseBook
from bot.problems import MEDIA_TYPE, encoded_problem, preferred_language

#: A question, and six turns of a conversation in a script of three bytes a character.
BODY_BYTES = 160_000

log = logging.getLogger(__name__)

_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(self)",
    "cross-origin-opener-policy": "same-origin",
    "strict-transport-security": "max-age=31536000",
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'",
}


class SecurityHeaders:
    """Adds the security headers; a page or a script may be embedded, an answer never runs."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


class CatchErrors:
    """Turns an unexpected error into a problem inside of the other middleware.

    Starlette's own handler runs outside of all of it, so its response would lack the security
    and CORS headers, and a widget on another website would see no more than a broken connection.
    """

    def __init__(self, app: ASGIApp, book: PhraseBook) -> None:
        self._app = app
        self._book = book

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def noticing(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noticing)
        except Exception:  # whatever it is, the citizen gets a sentence and the log the rest
            log.exception("unexpected error in %s", scope["path"])
            if not started:
                await _send_problem(self._book, scope, send, 500, "internal")


class BodyLimit:
    """Refuses bodies above :data:`BODY_BYTES` before they are read, announced or not."""

    def __init__(self, app: ASGIApp, book: PhraseBook) -> None:
        self._app = app
        self._book = book

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdigit() and int(announced) > BODY_BYTES:
            await self._refuse(scope, send)
            return
        # Read at most the limit here, then hand it on as one message.
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            if len(body) > BODY_BYTES:
                await self._refuse(scope, send)
                return
            if not message.get("more_body", False):
                break
        replayed = False

        async def replay() -> Message:
            nonlocal replayed
            if replayed:
                return await receive()
            replayed = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self._app(scope, replay, send)

    async def _refuse(self, scope: Scope, send: Send) -> None:
        await _send_problem(self._book, scope, send, 413, "too_large")


async def _send_problem(book: PhraseBook, scope: Scope, send: Send, status: int, kind: str) -> None:
    language = preferred_language(Headers(scope=scope).get("accept-language", ""))
    content = encoded_problem(book, status, kind, language)
    headers = {
        "content-type": MEDIA_TYPE,
        "content-length": str(len(content)),
        "content-language": language,
        "connection": "close",
    }
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": content})
