"""Reads a page's HTML: title, main content under its headings, structured data, links."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import trafilatura
from lxml import etree, html
from lxml.html import HtmlElement

from ingest.sources.hidden import take_hidden
from ingest.sources.page import Page, Part, Question
from knowledge.languages import ORIGINAL, SUPPORTED
from knowledge.records import Block, Item

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
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
_INLINE = frozenset({"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr", "br", "img", "del"})  # fmt: skip
_ONLINE = re.compile(
    r"online[- ]?(?:dienst|antrag|beantrag|service|verfahren|termin)|jetzt online", re.I
)
_ISO = re.compile(r"^(\d{4})-(\d\d)-(\d\d)")
_LEIKA = re.compile(r"^\d{14}$")
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_LONGEST_JSON = 500_000


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
    data = list(_structured(root))
    modified = _modified(root, data)
    language = (root.get("lang") or ORIGINAL)[:2].lower()
    title_tag = _squeeze(root.findtext(".//head/title") or root.findtext(".//title") or "")
    hidden = take_hidden(root)
    main = _main_content(root, url)
    online = _online(data, main)
    heading = next((_text(e) for e in root.iter("h1") if _text(e)), "")
    title = heading or re.split(r"\s+[|–-]\s+|\s*»\s*", title_tag)[0]
    parts = tuple(_parts(main, title))
    if not title:
        raise NoPage("it has no title")
    if not any(part.blocks for part in parts):
        raise NoPage("it has no text")
    visible = _squeeze(" ".join(map(str, root.itertext())))
    return Page(
        url=url,
        title=title,
        language=language if language in SUPPORTED else ORIGINAL,
        parts=parts,
        modified=modified,
        online_url=online,
        leika=_leika(data),
        questions=tuple(q for q in _questions(data) if q.question in visible),
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


def _main_content(root: HtmlElement, url: str) -> HtmlElement:
    """What the page itself marks as its main content, else what trafilatura takes for it."""
    for path in _MAIN:
        for element in root.xpath(path):
            if len(_squeeze(element.text_content())) >= _LEAST:
                return _without_furniture(element)
    extracted = trafilatura.bare_extraction(
        root, url=url, include_comments=False, include_tables=True, favor_recall=True
    )
    body = getattr(extracted, "body", None)
    if body is not None and len(_squeeze(" ".join(map(str, body.itertext())))) >= _LEAST:
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


def _parts(main: HtmlElement, title: str) -> Iterator[Part]:
    """The content in reading order, cut at the headings."""
    heading: str | None = None
    blocks: list[Block] = []
    for kind, value in _flow(main):
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


def _flow(element: HtmlElement) -> Iterator[tuple[str, str | Block]]:
    """Headings and blocks of an element; loose text between them is a paragraph."""
    loose: list[str] = [element.text or ""]

    def spill() -> Iterator[tuple[str, Block]]:
        if text := _squeeze("".join(loose)):
            yield "block", Block(kind="paragraph", items=(Item(text=text),))
        loose.clear()

    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in _INLINE or tag in {"ref", "hi", "lb", "graphic"}:
            loose += [_inline(child), child.tail or ""]
            continue
        yield from spill()
        if tag in _HEADINGS or tag in {"head", "summary", "legend"}:
            if text := _text(child):
                yield "heading", text
        elif tag in {"ul", "ol", "list"}:
            yield from _list(child, steps=tag == "ol" or child.get("rend") == "ol")
        elif tag == "dl":
            yield from _items("list", _definitions(child))
        elif tag == "table":
            yield from _items("list", _rows(child))
        elif tag in {"p", "blockquote", "pre", "address", "caption", "figcaption"} and not any(
            isinstance(e.tag, str) and e.tag in {"p", "ul", "ol", "table", *_HEADINGS}
            for e in child
        ):
            yield from _items("paragraph", [_text(child)])
        elif tag:
            yield from _flow(child)
        loose.append(child.tail or "")
    yield from spill()


def _items(kind: str, texts: Iterable[str]) -> Iterator[tuple[str, Block]]:
    items = tuple(Item(text=text) for text in texts if text)
    if items:
        yield "block", Block.model_validate({"kind": kind, "items": items})


def _list(element: HtmlElement, *, steps: bool) -> Iterator[tuple[str, str | Block]]:
    entries = [e for e in element if isinstance(e.tag, str) and e.tag in {"li", "item"}]
    if any(e.find(f".//{tag}") is not None for e in entries for tag in _HEADINGS):
        for entry in entries:  # an accordion: every entry has a heading of its own
            yield from _flow(entry)
        return
    texts = []
    for entry in entries:
        own = [entry.text or ""]
        inner: list[str] = []
        for child in entry:
            if child.tag in {"ul", "ol", "list"}:
                inner += [_text(item) for item in child if isinstance(item.tag, str)]
                own.append(child.tail or "")
            else:
                own += [_inline(child), child.tail or ""]
        texts += [_squeeze("".join(own)), *inner]
    yield from _items("steps" if steps else "list", texts)


def _definitions(element: HtmlElement) -> Iterator[str]:
    term = ""
    for child in element.iter("dt", "dd"):
        if child.tag == "dt":
            term = _text(child)
        else:
            text = _text(child)
            yield f"{term.rstrip(':')}: {text}" if term and text else term or text


def _rows(table: HtmlElement) -> Iterator[str]:
    """A line a row; in a table with a heading row, its cells name the columns."""
    head: list[str] = []
    for row in table.iter("tr", "row"):
        cells = [c for c in row if isinstance(c.tag, str) and c.tag in {"td", "th", "cell"}]
        texts = [_text(cell) for cell in cells]
        if not any(texts):
            continue
        if not head and cells and all(c.tag == "th" or c.get("role") == "head" for c in cells):
            head = texts
            continue
        if head and len(head) == len(texts) > 2:
            named = (
                f"{h}: {t}" if h and at else t
                for at, (h, t) in enumerate(zip(head, texts, strict=True))
            )
            yield ", ".join(text for text in named if text)
        else:
            yield ": ".join([texts[0], ", ".join(t for t in texts[1:] if t)]).strip(": ")


def _inline(element: HtmlElement) -> str:
    """An element's text within a line: apart from its neighbours unless it is part of a sentence."""
    tag = element.tag if isinstance(element.tag, str) else ""
    gap = "" if tag in _INLINE and tag not in {"br", "img"} else " "
    return f"{gap}{_raw(element)}{gap}"


def _text(element: HtmlElement) -> str:
    return _squeeze(_raw(element))


def _raw(element: HtmlElement) -> str:
    parts: list[str] = []

    def walk(node: HtmlElement) -> None:
        parts.append(node.text or "")
        for child in node:
            tag = child.tag if isinstance(child.tag, str) else "#"
            if tag != "#":
                gap = "" if tag in _INLINE and tag not in {"br", "img"} else " "
                parts.append(gap)
                walk(child)
                parts.append(gap)
            parts.append(child.tail or "")

    walk(element)
    return "".join(parts)


def _squeeze(text: str) -> str:
    """White space collapsed; invisible characters stay, the screening must see them."""
    return _SPACES.sub(" ", text).strip()


def _structured(root: HtmlElement) -> Iterator[dict[str, Any]]:
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


def _online(data: list[dict[str, Any]], main: HtmlElement) -> str | None:
    """Where the service is used online: structured data first, then a link that says so."""
    for value in data:
        if _is(value, "GovernmentService"):
            for channel in _as_list(value.get("availableChannel")):
                link = channel.get("serviceUrl") if isinstance(channel, dict) else None
                link = link.get("url") if isinstance(link, dict) else link
                if isinstance(link, str) and is_web_link(link):
                    return link
    for element in main.iter("a"):
        if _ONLINE.search(_text(element)) and is_web_link(element.get("href", "")):
            return str(element.get("href"))
    return None


def is_web_link(link: str) -> bool:
    """Whether it is a web address that can be shown to citizens."""
    try:
        parts = urlsplit(urljoin("https://nowhere.invalid/", link))
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and "@" not in parts.netloc
        and link.startswith(("http://", "https://"))
        and not re.search(r"[\s<>\"'\\]", link)
    )


def _leika(data: list[dict[str, Any]]) -> str | None:
    for value in data:
        if _is(value, "GovernmentService"):
            for key in ("identifier", "serviceType"):
                for found in _as_list(value.get(key)):
                    code = found.get("value") if isinstance(found, dict) else found
                    if isinstance(code, str) and _LEIKA.match(code.strip()):
                        return code.strip()
    return None


def _questions(data: list[dict[str, Any]]) -> Iterator[Question]:
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
                yield Question(question=_squeeze(question), answer=texts)


def read_fragment(markup: str) -> tuple[Block, ...]:
    """Blocks of a piece of HTML or plain text; hidden parts are left out."""
    blocks, _ = read_fragment_with_hidden(markup)
    return blocks


def read_fragment_with_hidden(markup: str) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Blocks of a piece of HTML or plain text, and the texts of it that no reader sees."""
    if "<" not in markup and "&" not in markup:
        lines = (_squeeze(line) for line in re.split(r"\n\s*\n", markup))
        return tuple(
            Block(kind="paragraph", items=(Item(text=line),)) for line in lines if line
        ), ()
    try:
        parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
        document = f"<html><body><div>{markup}</div></body></html>".encode("utf-8", "ignore")
        root = html.document_fromstring(document, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return (), ()
    hidden = take_hidden(root)
    flow = list(_flow(root.find("body")))
    texts = (
        value if isinstance(value, Block) else Block(kind="paragraph", items=(Item(text=value),))
        for _, value in flow
    )
    return tuple(texts), hidden


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


def iso_day(value: Any) -> str | None:
    """An ISO date at the beginning of a value, if there is such a day and it is not to come."""
    match = _ISO.match(value) if isinstance(value, str) else None
    if not match:
        return None
    try:
        day = date(*map(int, match.groups()))
    except ValueError:
        return None
    return day.isoformat() if date(1990, 1, 1) <= day <= datetime.now(UTC).date() else None
