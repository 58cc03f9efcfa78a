"""Pages of an evaluation set as records, so that they take the way that the content takes."""

from collections.abc import Iterable

from knowledge.evaluation.rows import Page
from knowledge.languages import ORIGINAL
from knowledge.records import Block, Item, Knowledge, Office, Section, Service, ServiceText

#: Letters of the opening words that stand in for a title.
_TITLE = 80


def knowledge_of(pages: Iterable[Page], shipped: Knowledge) -> Knowledge:
    """Each page as a service with one German text; city and help lines from ``shipped``."""
    services = (_service(page, Office(name=shipped.city.name)) for page in pages)
    return Knowledge(
        city=shipped.city,
        help_lines=shipped.help_lines,
        services={service.id: service for service in services},
        faqs={},
    )


def title_of(page: Page) -> str:
    """The page's title, or its opening words."""
    if page.title.strip():
        return page.title.strip()
    opening = next(line for line in page.lines if line.strip()).strip()
    if len(opening) <= _TITLE:
        return opening
    return opening[:_TITLE].rsplit(" ", 1)[0]


def _service(page: Page, office: Office) -> Service:
    # A page's layout is not known: its lines are the items of one block, cut by their length alone.
    items = tuple(Item(text=line) for line in page.lines if line.strip())
    block = Block(kind="list", items=items)
    text = ServiceText(
        language=ORIGINAL,
        title=title_of(page),
        status="original",
        updated="1970-01-01",
        sections=(Section(name="summary", blocks=(block,)),) if items else (),
    )
    return Service(
        id=page.id,
        portal=None,
        office=office,
        sources={},
        texts={ORIGINAL: text},
    )
