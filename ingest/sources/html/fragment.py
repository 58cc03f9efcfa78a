"""Pieces of HTML within other formats: modules, list cells, answers."""

import re

from lxml import etree, html

from ingest.sources.hidden import take_hidden
from ingest.sources.html.flow import flow
from ingest.sources.html.text import squeeze
from knowledge.records import Block, Item


def read_fragment(markup: str) -> tuple[Block, ...]:
    """Blocks of a piece of HTML or plain text; hidden parts are left out."""
    blocks, _ = read_fragment_with_hidden(markup)
    return blocks


def read_fragment_with_hidden(markup: str) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Blocks of a piece of HTML or plain text, and the texts of it that no reader sees."""
    if "<" not in markup and "&" not in markup:
        lines = (squeeze(line) for line in re.split(r"\n\s*\n", markup))
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
    found = list(flow(root.find("body")))
    texts = (
        value if isinstance(value, Block) else Block(kind="paragraph", items=(Item(text=value),))
        for _, value in found
    )
    return tuple(texts), hidden
