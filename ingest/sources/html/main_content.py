"""Finds a page's main content and takes the furniture out of it."""

import re

import trafilatura
from lxml.html import HtmlElement

from ingest.sources.html.text import squeeze

_FURNITURE = ("nav", "header", "footer", "aside", "form", "dialog", "menu")
_ROLES = {"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "menu"}
_CLASSES = re.compile(
    r"\b(?:breadcrumbs?|cookie[\w-]*|share|social[\w-]*|sitemap|skip-?link|pagination|teaser-?list)\b"
)
_MAIN = (
    "//main", "//*[@role='main']", "//*[@itemprop='mainContentOfPage']", "//*[@id='content']",
    "//*[@id='main']", "//*[@id='inhalt']", "//article",
)  # fmt: skip
#: A main element with fewer letters than this is an empty shell.
_LEAST = 80


def main_content(root: HtmlElement, url: str) -> HtmlElement:
    """What the page itself marks as its main content, else what trafilatura takes for it."""
    for path in _MAIN:
        for element in root.xpath(path):
            if len(squeeze(element.text_content())) >= _LEAST:
                return _without_furniture(element)
    extracted = trafilatura.bare_extraction(
        root, url=url, include_comments=False, include_tables=True, favor_recall=True
    )
    body = getattr(extracted, "body", None)
    if body is not None and len(squeeze(" ".join(map(str, body.itertext())))) >= _LEAST:
        found: HtmlElement = body
        return found
    return _without_furniture(root.find("body") if root.find("body") is not None else root)


def _without_furniture(element: HtmlElement) -> HtmlElement:
    for inner in list(element.iter()):
        if inner is element or not isinstance(inner.tag, str):
            continue
        is_furniture = (
            inner.tag in _FURNITURE
            or inner.get("role") in _ROLES
            or _CLASSES.search(inner.get("class", "").lower())
        )
        # A header within the content may hold the title; nothing is lost, it was read before.
        if is_furniture and inner.getparent() is not None:
            inner.drop_tree()
    return element
