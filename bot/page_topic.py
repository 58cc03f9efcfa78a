"""What the page that the chat window stands on is about: the service whose page it is."""

import re
from collections.abc import Iterator
from itertools import chain, islice
from urllib.parse import unquote, urlsplit

from bot.phrases import Phrases
from bot.schema import ChatRequest, Turn
from knowledge.languages import ORIGINAL
from knowledge.records import Knowledge, SectionName, Service

#: What is asked most, in this order.
_ASKED: tuple[SectionName, ...] = ("documents", "cost", "deadline", "procedure", "duration")
_STARTERS = 4
#: Only the end of an address names its own topic; what is before it are categories.
_SEGMENTS = 2
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def service_of_page(url: str, knowledge: Knowledge) -> Service | None:
    """The city's service that a page is about, if its address tells.

    It does if it is the service's page in the portal, or if one of its last two parts has all words of
    the service's id (``…/leistungen/hundesteuer-anmelden.html``); the longest such id counts.
    """
    services = [service for service in knowledge.services.values() if not service.elsewhere]
    address = _address(url)
    own = [s for s in services if s.portal and s.portal.kind == "service_page"]
    same = [
        service for service in own if service.portal and _address(service.portal.url) == address
    ]
    if general := min(same, key=lambda service: len(service.id), default=None):
        # Two services may share a page; it is about the one that the other is a case of, if any.
        return general if all(s.id.startswith(general.id) for s in same) else None
    for segment in list(reversed(address.split("/")[1:]))[:_SEGMENTS]:
        words = set(re.findall(r"[a-z0-9]+", segment.translate(_UMLAUTS)))
        named = [service for service in services if words.issuperset(service.id.split("-"))]
        if named:
            return max(named, key=lambda service: len(service.id.split("-")))
    return None


def about_page(request: ChatRequest, knowledge: Knowledge) -> ChatRequest:
    """The request as if the page's service had been spoken about, unless another one was."""
    if request.page is None or any(turn.service for turn in request.history):
        return request
    service = service_of_page(request.page, knowledge)
    if service is None:
        return request
    shown = Turn(role="assistant", service=service.id)
    return request.model_copy(update={"history": (shown, *request.history)})


def page_starters(service: Service, knowledge: Knowledge, phrases: Phrases) -> tuple[str, ...]:
    """Questions to begin with on a service's page; the general ones fill up."""
    questions = chain(_questions(service, knowledge, phrases), phrases.starters)
    return tuple(islice(dict.fromkeys(questions), _STARTERS))


def _questions(service: Service, knowledge: Knowledge, phrases: Phrases) -> Iterator[str]:
    for faq in knowledge.faqs.values():
        if faq.service == service.id and phrases.language in faq.texts:
            yield faq.texts[phrases.language].question
    text = service.texts[ORIGINAL]
    for name in _ASKED:
        if text.section(name) and (question := phrases.follow_up(name)):
            yield question


def _address(url: str) -> str:
    """Host and path as they are compared: decoded, in small letters, without a slash at the end."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:  # no address at all
        return ""
    return f"{host}{unquote(parts.path).rstrip('/')}".lower()
