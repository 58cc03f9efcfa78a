"""An element's text, as a reader sees it on one line."""

import re

from lxml.html import HtmlElement

#: Elements within a line.
INLINE = frozenset({"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr", "br", "img", "del"})  # fmt: skip
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0]+")


def inline_text(element: HtmlElement) -> str:
    """An element's text within a line: apart from its neighbours unless it is part of a sentence."""
    tag = element.tag if isinstance(element.tag, str) else ""
    gap = "" if tag in INLINE and tag not in {"br", "img"} else " "
    return f"{gap}{_raw(element)}{gap}"


def text_of(element: HtmlElement) -> str:
    """All of an element's text on one line."""
    return squeeze(_raw(element))


def _raw(element: HtmlElement) -> str:
    parts: list[str] = []

    def walk(node: HtmlElement) -> None:
        parts.append(node.text or "")
        for child in node:
            tag = child.tag if isinstance(child.tag, str) else "#"
            if tag != "#":
                gap = "" if tag in INLINE and tag not in {"br", "img"} else " "
                parts.append(gap)
                walk(child)
                parts.append(gap)
            parts.append(child.tail or "")

    walk(element)
    return "".join(parts)


def squeeze(text: str) -> str:
    """White space collapsed; invisible characters stay, the screening must see them."""
    return _SPACES.sub(" ", text).strip()
