"""The Markdown of content files."""

import pytest

from knowledge.markup import MarkupError, parse_blocks


def test_paragraphs_lists_and_steps_become_blocks() -> None:
    blocks = parse_blocks(
        "Kommen Sie.\nBald. [^law]\n\n- Pass\n- Foto [^page] [^law]\n\n1. Gehen\n"
    )
    assert [block.kind for block in blocks] == ["paragraph", "list", "steps"]
    assert blocks[0].items[0].text == "Kommen Sie. Bald."
    assert blocks[0].items[0].sources == ("law",)
    assert [item.text for item in blocks[1].items] == ["Pass", "Foto"]
    assert blocks[1].items[1].sources == ("page", "law")


@pytest.mark.parametrize(
    "markdown",
    [
        "Ein **fettes** Wort",
        "[Link](https://example.org)",
        "<script>alert(1)</script>",
        "Text <b>fett</b>",
        "- Punkt\n  - Unterpunkt",
        "# Überschrift",
        "> Zitat",
        "    Code",
        "![Bild](x.png)",
    ],
)
def test_anything_else_is_refused(markdown: str) -> None:
    with pytest.raises(MarkupError):
        parse_blocks(markdown)
