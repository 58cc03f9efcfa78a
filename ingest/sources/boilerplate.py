"""Drops what many pages of a portal repeat word for word."""

from collections import Counter
from collections.abc import Sequence

from ingest.sources.headings import section_of
from ingest.sources.page import Page, Part

#: A block is boilerplate if this share of the pages, and at least so many, have it.
SHARE, LEAST = 0.15, 10
#: Short texts repeat honestly here: "Es fallen keine Gebühren an."
_FACTS = frozenset({"cost", "documents", "deadline", "duration", "requirements", "legal", "procedure", "contact"})  # fmt: skip


def without_boilerplate(pages: Sequence[Page]) -> list[Page]:
    """The pages without the blocks that are on many of them."""
    counts = Counter(
        text
        for page in pages
        for text in {b.text for part in page.parts if not _has_facts(part) for b in part.blocks}
    )
    common = {t for t, n in counts.items() if n >= max(LEAST, SHARE * len(pages))}
    return [_strip(page, common) for page in pages] if common else list(pages)


def _has_facts(part: Part) -> bool:
    return part.heading is not None and section_of(part.heading) in _FACTS


def _strip(page: Page, common: set[str]) -> Page:
    parts = []
    for part in page.parts:
        if not _has_facts(part):
            kept = tuple(block for block in part.blocks if block.text not in common)
            if part.blocks and not kept:
                continue
            part = part.model_copy(update={"blocks": kept})
        parts.append(part)
    return page.model_copy(update={"parts": tuple(parts)})
