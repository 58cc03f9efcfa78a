"""Headings and blocks of an element in reading order: paragraphs, lists, steps, tables."""

from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement

from ingest.sources.html.text import INLINE, inline_text, squeeze, text_of
from knowledge.records import Block, Item

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = {"p", "ul", "ol", "dl", "table", "list", "section", "article"}


def flow(element: HtmlElement) -> Iterator[tuple[str, str | Block]]:
    """Headings and blocks of an element; loose text between them is a paragraph."""
    loose: list[str] = [element.text or ""]

    def spill() -> Iterator[tuple[str, Block]]:
        if text := squeeze("".join(loose)):
            yield "block", Block(kind="paragraph", items=(Item(text=text),))
        loose.clear()

    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in INLINE or tag in {"ref", "hi", "lb", "graphic"}:
            loose += [inline_text(child), child.tail or ""]
            continue
        yield from spill()
        if tag in _HEADINGS or tag in {"head", "summary", "legend"}:
            yield from _heading(child)
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
            yield from _items("paragraph", [text_of(child)])
        elif tag:
            yield from flow(child)
        loose.append(child.tail or "")
    yield from spill()


def _heading(element: HtmlElement) -> Iterator[tuple[str, str | Block]]:
    """A heading; one that was never closed has swallowed what follows it."""
    if not any(isinstance(child.tag, str) and child.tag in _BLOCKS for child in element.iter()):
        if text := text_of(element):
            yield "heading", text
        return
    own, inside = squeeze(element.text or ""), flow(element)
    for kind, value in inside:
        if own and isinstance(value, Block) and value.text == own:
            yield "heading", own
        else:
            yield kind, value
        own = ""


def _items(kind: str, texts: Iterable[str]) -> Iterator[tuple[str, Block]]:
    items = tuple(Item(text=text) for text in texts if text)
    if items:
        yield "block", Block.model_validate({"kind": kind, "items": items})


def _list(element: HtmlElement, *, steps: bool) -> Iterator[tuple[str, str | Block]]:
    entries = [e for e in element if isinstance(e.tag, str) and e.tag in {"li", "item"}]
    if any(e.find(f".//{tag}") is not None for e in entries for tag in _HEADINGS):
        for entry in entries:  # an accordion: every entry has a heading of its own
            yield from flow(entry)
        return
    texts = []
    for entry in entries:
        own = [entry.text or ""]
        inner: list[str] = []
        for child in entry:
            if child.tag in {"ul", "ol", "list"}:
                inner += [text_of(item) for item in child if isinstance(item.tag, str)]
                own.append(child.tail or "")
            else:
                own += [inline_text(child), child.tail or ""]
        texts += [squeeze("".join(own)), *inner]
    yield from _items("steps" if steps else "list", texts)


def _definitions(element: HtmlElement) -> Iterator[str]:
    term = ""
    for child in element.iter("dt", "dd"):
        if child.tag == "dt":
            term = text_of(child)
        else:
            text = text_of(child)
            yield f"{term.rstrip(':')}: {text}" if term and text else term or text


def _rows(table: HtmlElement) -> Iterator[str]:
    """A line a row; in a table with a heading row, its cells name the columns."""
    head: list[str] = []
    for row in table.iter("tr", "row"):
        cells = [c for c in row if isinstance(c.tag, str) and c.tag in {"td", "th", "cell"}]
        texts = [text_of(cell) for cell in cells]
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
