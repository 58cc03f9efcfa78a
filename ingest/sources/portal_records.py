"""Makes records of a portal's pages."""

from collections.abc import Iterator, Sequence

from ingest.sources.addresses import record_id
from ingest.sources.base import Fetched, Found, Problem
from ingest.sources.blocks import paragraph, sections
from ingest.sources.boilerplate import without_boilerplate
from ingest.sources.headings import section_of
from ingest.sources.page import Page
from knowledge.languages import ORIGINAL
from knowledge.records import (
    Block,
    Faq,
    FaqText,
    Item,
    Office,
    Portal,
    SectionName,
    Service,
    ServiceText,
    Source,
)

_KEY = "portal"


def records(pages: Sequence[Page], portal: str, office: str) -> Iterator[Fetched]:
    """A service a page, and the questions that the page itself answers."""
    used: dict[str, str] = {}
    for page in without_boilerplate(pages):
        if page.language != ORIGINAL:
            yield Problem(page.url, f"left out: its language is {page.language!r}, not German")
            continue
        id_ = record_id(page.url)
        if id_ in used:
            yield Problem(page.url, f"left out: it has the same number as {used[id_]}")
            continue
        used[id_] = page.url
        yield Found(_service(id_, page, portal, office), page.url, page.hidden)
        for number, question in enumerate(page.questions, start=1):
            yield Found(
                _faq(id_, number, page, question.question, question.answer, portal), page.url
            )


def _service(id_: str, page: Page, portal: str, office: str) -> Service:
    parts: list[tuple[SectionName, list[Block]]] = []
    name: SectionName = "summary"
    for part in page.parts:
        found = section_of(part.heading) if part.heading else None
        blocks = [_cited(block) for block in part.blocks]
        if found:
            name = found
        elif (
            part.heading
        ):  # an own heading below a known one: it belongs there, and says what it is
            blocks = [paragraph(part.heading, _KEY), *blocks] if blocks else []
        parts.append((name, blocks))
    text = ServiceText(
        language=ORIGINAL,
        title=page.title,
        status="original",
        updated=page.modified or page.read,
        sections=sections(parts),
    )
    return Service(
        id=id_,
        leika=page.leika,
        portal=Portal(url=page.url, kind="service_page"),
        online_url=page.online_url,
        office=Office(name=office),
        sources=_sources(page, portal),
        texts={ORIGINAL: text},
    )


def _faq(
    id_: str, number: int, page: Page, question: str, answer: Sequence[str], portal: str
) -> Faq:
    blocks = tuple(paragraph(text, _KEY) for text in answer)
    text = FaqText(
        language=ORIGINAL, question=question, status="original",
        updated=page.modified or page.read, blocks=blocks,
    )  # fmt: skip
    return Faq(
        id=f"{id_}-faq-{number}",
        service=id_,
        sources=_sources(page, portal),
        texts={ORIGINAL: text},
    )


def _sources(page: Page, portal: str) -> dict[str, Source]:
    return {
        _KEY: Source(
            title=f"{portal}: {page.title}",
            url=page.url,
            as_of=page.modified or page.read,
            undated=page.modified is None,
        )
    }


def _cited(block: Block) -> Block:
    items = tuple(Item(text=item.text, sources=(_KEY,)) for item in block.items)
    return Block(kind=block.kind, items=items)
