"""Reads a page's HTML: title, main content under its headings, structured data, links."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html
from lxml.html import HtmlElement

from ingest.sources.days import iso_day
from ingest.sources.hidden import take_hidden
from ingest.sources.html.flow import flow
from ingest.sources.html.main_content import main_content
from ingest.sources.html.structured import leika_key, online_service, questions, structured
from ingest.sources.html.text import squeeze, text_of
from ingest.sources.page import Page, Part
from knowledge.languages import ORIGINAL, SUPPORTED
from knowledge.records import Block


class NoPage(ValueError):
    """The answer holds no page that could be read; the message says why."""


def read_page(body: bytes, url: str, charset: str | None = None) -> Page:
    """Read HTML, however broken.

    Raises:
        NoPage: it has no title or no text.
    """
    root = _parse(body, charset)
    root.make_links_absolute(url, handle_failures="ignore")
    links = tuple(dict.fromkeys(_links(root)))
    data = list(structured(root))
    modified = _modified(root, data)
    language = (root.get("lang") or ORIGINAL)[:2].lower()
    title_tag = squeeze(root.findtext(".//head/title") or root.findtext(".//title") or "")
    hidden = take_hidden(root)
    main = main_content(root, url)
    online = online_service(data, main)
    heading = next((text_of(e) for e in root.iter("h1") if text_of(e)), "")
    title = heading or re.split(r"\s+[|–-]\s+|\s*»\s*", title_tag)[0]
    parts = tuple(_parts(main, title))
    if not title:
        raise NoPage("it has no title")
    if not any(part.blocks for part in parts):
        raise NoPage("it has no text")
    visible = squeeze(" ".join(map(str, root.itertext())))
    return Page(
        url=url,
        title=title,
        language=language if language in SUPPORTED else ORIGINAL,
        parts=parts,
        modified=modified,
        online_url=online,
        leika=leika_key(data),
        questions=tuple(q for q in questions(data) if q.question in visible),
        hidden=hidden,
        links=links,
    )


def read_links(body: bytes, url: str, charset: str | None = None) -> tuple[str, ...]:
    """The addresses that a page links to, absolute."""
    try:
        root = _parse(body, charset)
    except NoPage:
        return ()
    root.make_links_absolute(url, handle_failures="ignore")
    return tuple(dict.fromkeys(_links(root)))


def _parse(body: bytes, charset: str | None) -> HtmlElement:
    if b"\x00" in body[:1000] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NoPage("it is no text")
    try:
        parser = html.HTMLParser(encoding=charset, no_network=True, huge_tree=False)
    except LookupError:  # an encoding that nobody knows
        parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    if charset is None and b"charset" not in body[:2000].lower():
        parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise NoPage(f"it cannot be read as HTML ({error})") from None
    return root


def _links(root: HtmlElement) -> Iterator[str]:
    for element in root.iter("a"):
        if (href := element.get("href", "").strip()) and href.startswith(("http://", "https://")):
            yield href


def _parts(main: HtmlElement, title: str) -> Iterator[Part]:
    """The content in reading order, cut at the headings."""
    heading: str | None = None
    blocks: list[Block] = []
    for kind, value in flow(main):
        if kind == "heading":
            if blocks or heading:
                yield Part(heading=heading, blocks=tuple(blocks))
            heading, blocks = str(value), []
            if heading == title:
                heading = None
        else:
            assert isinstance(value, Block)
            blocks.append(value)
    if blocks or heading:
        yield Part(heading=heading, blocks=tuple(blocks))


def _modified(root: HtmlElement, data: list[dict[str, Any]]) -> str | None:
    """The day of the last change that the page names; a day that is still to come is an error."""
    named = [value.get("dateModified") for value in data]
    for path in (
        "//meta[@property='article:modified_time']/@content",
        "//meta[@name='last-modified' or @name='DC.date.modified' or @name='dcterms.modified']/@content",
    ):
        named += root.xpath(path)
    for value in named:
        if day := iso_day(value):
            return day
    return None
