"""Finds a page's main content and takes the furniture out of it."""

import re

import trafilatura
from lxml.html import HtmlElement

from ingest.sources.html.text import squeeze

_FURNITURE = ("nav", "header", "footer", "aside", "form", "dialog", "menu")
#: Their headers hold headings; any other header is the portal's.
_SECTIONS = {"main", "article", "section", "details"}
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
    whole = root.find("body")
    rest = _without_furniture(whole if whole is not None else root)
    found: HtmlElement | None = getattr(extracted, "body", None)
    if found is None or len(squeeze(" ".join(map(str, found.itertext())))) < _LEAST:
        return rest
    # Broken nesting makes it lose headings, without which nobody knows what a fee is for.
    headings = sum(1 for _ in rest.iter("h2", "h3", "summary"))
    return found if 2 * sum(1 for _ in found.iter("head")) >= headings else rest


def _without_furniture(element: HtmlElement) -> HtmlElement:
    for inner in list(element.iter()):
        if inner is element or not isinstance(inner.tag, str):
            continue
        is_furniture = (
            (inner.tag in _FURNITURE and not _is_header_of_section(inner, element))
            or inner.get("role") in _ROLES
            or _CLASSES.search(inner.get("class", "").lower())
        )
        if is_furniture and inner.getparent() is not None:
            inner.drop_tree()
    return element


def _is_header_of_section(inner: HtmlElement, element: HtmlElement) -> bool:
    if inner.tag != "header":
        return False
    parent = inner.getparent()
    while parent is not None and parent is not element.getparent():
        if parent.tag in _SECTIONS:
            return True
        parent = parent.getparent()
    return False
