"""A page's JSON-LD: online service, LeiKa key, questions of a FAQPage."""

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from ingest.sources.addresses import is_web_link
from ingest.sources.html.fragment import read_fragment
from ingest.sources.html.text import squeeze, text_of
from ingest.sources.page import Question

_ONLINE = re.compile(
    r"online[- ]?(?:dienst|antrag|beantrag|service|verfahren|termin)|jetzt online", re.I
)
_LEIKA = re.compile(r"^\d{14}$")
_LONGEST_JSON = 500_000


def structured(root: HtmlElement) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD."""
    for script in root.iter("script"):
        text = script.text or ""
        if "ld+json" not in script.get("type", "") or len(text) > _LONGEST_JSON:
            continue
        try:
            waiting = [json.loads(text)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, dict):
                yield value
                waiting += [value["@graph"]] if isinstance(value.get("@graph"), list) else []


def _is(value: dict[str, Any], kind: str) -> bool:
    kinds = value.get("@type")
    return kind == kinds or (isinstance(kinds, list) and kind in kinds)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def online_service(data: list[dict[str, Any]], main: HtmlElement) -> str | None:
    """Where the service is used online: structured data first, then a link that says so."""
    for value in data:
        if _is(value, "GovernmentService"):
            for channel in _as_list(value.get("availableChannel")):
                link = channel.get("serviceUrl") if isinstance(channel, dict) else None
                link = link.get("url") if isinstance(link, dict) else link
                if isinstance(link, str) and is_web_link(link):
                    return link
    for element in main.iter("a"):
        if _ONLINE.search(text_of(element)) and is_web_link(element.get("href", "")):
            return str(element.get("href"))
    return None


def leika_key(data: list[dict[str, Any]]) -> str | None:
    """The 14 digits of the service in the federal catalogue."""
    for value in data:
        if _is(value, "GovernmentService"):
            for key in ("identifier", "serviceType"):
                for found in _as_list(value.get(key)):
                    code = found.get("value") if isinstance(found, dict) else found
                    if isinstance(code, str) and _LEIKA.match(code.strip()):
                        return code.strip()
    return None


def questions(data: list[dict[str, Any]]) -> Iterator[Question]:
    """What the page itself asks and answers."""
    for value in data:
        if _is(value, "FAQPage"):
            yield from faq_page(value)


def faq_page(value: dict[str, Any]) -> Iterator[Question]:
    """Questions of a schema.org FAQPage; their answers may be HTML."""
    for entity in _as_list(value.get("mainEntity")):
        if not isinstance(entity, dict):
            continue
        answers = [
            a.get("text") for a in _as_list(entity.get("acceptedAnswer")) if isinstance(a, dict)
        ]
        question, answer = entity.get("name"), next((a for a in answers if a), None)
        if isinstance(question, str) and isinstance(answer, str) and question.strip():
            texts = tuple(item.text for block in read_fragment(answer) for item in block.items)
            if texts:
                yield Question(question=squeeze(question), answer=texts)
