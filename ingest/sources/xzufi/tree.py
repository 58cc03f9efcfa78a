"""Finds elements of a message by their local names; namespaces differ by version."""

import html

from lxml import etree

from ingest.sources.safe_xml import local
from knowledge.languages import ORIGINAL, SUPPORTED

Id = tuple[str, str]


def id_of(element: etree._Element | None) -> Id | None:
    """An id with the agency that gave it; only together they are unique."""
    if element is None or not (value := string(element)):
        return None
    return element.get("schemeAgencyID", ""), value


def language_of(code: str) -> str | None:
    """The language of a code such as ``de-DE``, None if it is not supported."""
    short = code.strip().lower()[:2] or ORIGINAL
    return short if short in SUPPORTED else None


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """The element's own children of that name."""
    return [child for child in element if local(child) == name]


def child_of(element: etree._Element, name: str) -> etree._Element | None:
    """The first child of that name."""
    return next(iter(children(element, name)), None)


def all_of(element: etree._Element, name: str) -> list[etree._Element]:
    """All elements of that name at any depth."""
    return [found for found in element.iter() if local(found) == name and found is not element]


def first(element: etree._Element, *names: str) -> etree._Element | None:
    """The first element at any depth; an earlier name is preferred."""
    return next((f for name in names for f in all_of(element, name)), None)


def path(element: etree._Element, outer: str, inner: str) -> etree._Element | None:
    """The first ``inner`` within the first ``outer``."""
    found = first(element, outer)
    return None if found is None else first(found, inner)


def string(element: etree._Element | None) -> str:
    """An element's own text; of one with a code or name within, that one's."""
    if element is None:
        return ""
    own = html.unescape((element.text or "").strip())
    return own or next((s.strip() for s in map(str, element.itertext()) if s.strip()), "")
