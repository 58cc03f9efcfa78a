"""Pages of an evaluation set as records, so that they take the way that the content takes."""

from collections.abc import Iterable

from knowledge.evaluation.rows import Page
from knowledge.languages import ORIGINAL
from knowledge.records import Block, Item, Knowledge, Office, Section, Service, ServiceText


def knowledge_of(pages: Iterable[Page], shipped: Knowledge) -> Knowledge:
    """Each page as a service with one German text; city and help lines from ``shipped``."""
    services = (_service(page, Office(name=shipped.city.name)) for page in pages)
    return Knowledge(
        city=shipped.city,
        help_lines=shipped.help_lines,
        services={service.id: service for service in services},
        faqs={},
    )


def _service(page: Page, office: Office) -> Service:
    # A page's layout is not known: its lines are the items of one block, cut by their length alone.
    items = tuple(Item(text=line) for line in page.lines if line.strip())
    block = Block(kind="list", items=items)
    text = ServiceText(
        language=ORIGINAL,
        title=page.title.strip(),
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
