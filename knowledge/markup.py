"""The Markdown that content files may use: paragraphs, bulleted lists and numbered steps.

Answers are blocks of plain text, so nothing else (links, emphasis, HTML) is allowed; a source is
marked at the end of an item as ``[^key]``.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.records import Block, Item

_SOURCE_MARK = re.compile(r"\s*\[\^([\w-]+)\]")
_ITEM_KINDS = {"bullet_list_open": "list", "ordered_list_open": "steps"}
_PARSER = MarkdownIt("commonmark")


class MarkupError(ValueError):
    """The text uses markup that has no place in an answer."""


def parse_blocks(markdown: str) -> tuple[Block, ...]:
    """Read Markdown as blocks.

    Raises:
        MarkupError: it holds anything but paragraphs and flat lists of plain text.
    """
    blocks: list[Block] = []
    tokens = iter(_PARSER.parse(markdown))
    for token in tokens:
        if token.type == "paragraph_open":
            blocks.append(Block(kind="paragraph", items=(_item(next(tokens)),)))
            next(tokens)
        elif token.type in _ITEM_KINDS:
            items = []
            closing = token.type.replace("_open", "_close")
            for inner in tokens:
                if inner.type == closing:
                    break
                if inner.type == "inline":
                    items.append(_item(inner))
                elif inner.type not in _PLAIN_LIST_TOKENS:
                    raise MarkupError(f"a list may not hold {inner.markup or inner.type!r}")
            kind = _ITEM_KINDS[token.type]
            blocks.append(Block.model_validate({"kind": kind, "items": items}))
        else:
            raise MarkupError(
                f"{token.type} {token.content.strip()[:40]!r} is not allowed: "
                "use paragraphs, '- ' lists and '1. ' steps of plain text"
            )
    return tuple(blocks)


_PLAIN_LIST_TOKENS = {"list_item_open", "list_item_close", "paragraph_open", "paragraph_close"}


def _item(inline: Token) -> Item:
    for child in inline.children or ():
        if child.type not in {"text", "softbreak"}:
            raise MarkupError(f"{child.type} {inline.content[:40]!r}: only plain text is allowed")
    text = " ".join(inline.content.split())
    return Item(text=_SOURCE_MARK.sub("", text).strip(), sources=_marks(text))


def _marks(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_SOURCE_MARK.findall(text)))
