"""Reads XML piece by piece, treating every file as hostile."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

from lxml import etree


class BadXml(ValueError):
    """The file is hostile or broken; the message says which."""


def local(element: etree._Element) -> str:
    """An element's name without its namespace; empty for comments."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def pieces(
    stream: BinaryIO,
    wanted: Callable[[str], bool],
    root: Callable[[etree._Element], None] = lambda _: None,
) -> Iterator[etree._Element]:
    """Every complete element whose local name is ``wanted``, freed after its turn.

    Only one of them is in memory at a time. Wanted elements within wanted ones belong to them.

    Raises:
        BadXml: a document type (entities, bombs), too deep or too long texts, or an early end.
    """
    depth = 0
    try:
        # libxml2's own limits stay on: 256 levels, 10 MB a text.
        events = etree.iterparse(
            stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
            huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        first = True
        for event, element in events:
            if first:
                info = element.getroottree().docinfo
                if info.doctype or info.internalDTD is not None:
                    raise BadXml("it declares a document type, which could hold entities; refused")
                root(element)
                first = False
            if not wanted(local(element)):
                if event == "end" and depth == 0:
                    _free(element)
                continue
            depth += 1 if event == "start" else -1
            if event == "end" and depth == 0:
                yield element
                _free(element)
    except etree.XMLSyntaxError as error:
        raise BadXml(f"it is no well-formed XML: {str(error)[:160]}") from None


def _free(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
