"""The application factory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.api.chat import chat_router
from bot.api.page import page_router
from bot.api.site import site_router
from bot.api.tools import tools_router
from bot.middleware import BodyLimit, CatchErrors, SecurityHeaders
from bot.problems import install_problem_handlers
from bot.service import Service
from bot.settings import WIDGET_FOLDER

_SITE_FILES = Path(__file__).parent / "static"


class _Files(StaticFiles):
    """Static files that any website may load and that are revalidated (ETag) on each visit."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = "no-cache"
        response.headers["access-control-allow-origin"] = "*"
        response.headers["cross-origin-resource-policy"] = "cross-origin"
        return response


def create_app(service: Service) -> FastAPI:
    """The web application around a service."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        watcher = asyncio.create_task(service.current.watch())
        yield
        watcher.cancel()
        with suppress(asyncio.CancelledError):
            await watcher
        service.feedback.close()
        service.current().snapshot.close()

    app = FastAPI(title="Hanni", summary="The assistant of the city of Hannover", lifespan=lifespan,
                  docs_url=None, redoc_url=None)  # fmt: skip
    install_problem_handlers(app, service.book)
    app.include_router(chat_router(service))
    app.include_router(tools_router(service))
    app.include_router(site_router(service))
    app.include_router(page_router(service))
    app.mount("/widget", _Files(directory=WIDGET_FOLDER), name="widget")
    app.mount("/static", _Files(directory=_SITE_FILES), name="static")
    app.add_middleware(CatchErrors, book=service.book)
    app.add_middleware(BodyLimit, book=service.book)
    if service.settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=service.settings.allowed_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["content-type", "accept"],
        )
    # The window's files and texts shrink to a third; streams are left as they are.
    app.add_middleware(GZipMiddleware, compresslevel=6)
    app.add_middleware(SecurityHeaders)
    return app
