"""What the widget needs beside answers: configuration, feedback, health, metrics and its files."""

from pathlib import Path

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment, FileSystemLoader, select_autoescape
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.api.rate import check_rate
from bot.page_topic import page_starters, service_of_page
from bot.problems import preferred_language
from bot.schema import MESSAGE_CHARACTERS, FeedbackRequest
from bot.service import Service
from knowledge.languages import INTERFACE, ORIGINAL, SUPPORTED, known_language

_TEMPLATES = Path(__file__).parents[1] / "templates"


def site_router(service: Service) -> APIRouter:
    """Everything but the chat itself."""
    router = APIRouter()
    pages = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=select_autoescape(["html"]))

    @router.get("/api/config", summary="Texts, languages and limits for the chat window")
    def config(request: Request, language: str = "", page: str = "") -> JSONResponse:
        """The chat window's texts in ``language``, else in the browser's.

        ``page`` is the address that the window stands on; the starter questions fit it.
        """
        accepted = request.headers.get("accept-language", "")
        code = known_language(language) or preferred_language(accepted)
        body = {
            "language": code,
            "direction": INTERFACE[code].direction,
            "answers_in": code if code in SUPPORTED else service.settings.fallback_language,
            "languages": [
                {"code": known.code, "name": known.name, "direction": known.direction}
                for known in INTERFACE.values()
            ],
            "plain": code == ORIGINAL,
            **_words(service, code, page),
            "limits": {"message": MESSAGE_CHARACTERS},
        }
        headers = {"cache-control": "public, max-age=300", "vary": "accept-language, origin"}
        return JSONResponse(body, headers=headers)

    @router.post("/api/feedback", status_code=204, summary="Say whether an answer helped")
    async def feedback(opinion: FeedbackRequest, request: Request) -> Response:
        """Keep one opinion, and a comment without its personal data.

        A comment comes after the opinion and takes its place, so it is not counted again.
        """
        await check_rate(service, request)
        if await to_thread.run_sync(service.feedback.add, opinion):
            service.metrics.feedback.labels(str(opinion.helpful).lower()).inc()
        return Response(status_code=204)

    @router.get("/health/live", summary="The process runs")
    def live() -> dict[str, str]:
        """Always answers while the process runs."""
        return {"status": "ok"}

    @router.get("/health/ready", summary="Questions can be answered")
    def ready() -> dict[str, object]:
        """The snapshot that is answered from."""
        manifest = service.current().snapshot.manifest
        return {"status": "ok", "snapshot": manifest.number, "passages": manifest.passages}

    @router.get("/metrics", summary="Prometheus metrics")
    def metrics() -> Response:
        """Counters and histograms; nothing that a person wrote."""
        service.metrics.snapshot.set(service.current().snapshot.manifest.number)
        return Response(generate_latest(service.metrics.registry), media_type=CONTENT_TYPE_LATEST)

    @router.get("/", response_class=HTMLResponse, include_in_schema=False)
    def demonstration() -> str:
        """A page of a city website with the widget on it."""
        return pages.get_template("demonstration.html").render()

    return router


def _words(service: Service, language: str, page: str) -> dict[str, object]:
    """The window's own words; the starter questions fit the page if it is about a service."""
    words = service.book.interface(language)
    topic, starters = None, words.starters
    knowledge = service.current().snapshot.knowledge
    about = service_of_page(page, knowledge) if language in SUPPORTED else None
    if about and (text := about.texts.get(language)):
        topic = text.title
        starters = page_starters(about, knowledge, service.book[language])
    return {
        "greeting": service.book.greeting(language, service.settings.fallback_language),
        "topic": topic,
        "starters": starters,
        "texts": {**words.widget, "failure": words("problems.internal")},
    }
