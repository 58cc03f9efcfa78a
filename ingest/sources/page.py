"""A page of a portal as it was read, before it becomes a record."""

from knowledge.records import Block, Record


class Part(Record):
    """A heading (none at the beginning of a page) with the blocks below it."""

    heading: str | None
    blocks: tuple[Block, ...]


class Question(Record):
    """A question with its answer, from the page's own FAQPage data."""

    question: str
    answer: tuple[str, ...]


class Page(Record):
    """What one page says. Texts are raw: they still have to be screened and cleaned."""

    url: str
    title: str
    language: str
    parts: tuple[Part, ...]
    #: ISO date that the page names as its own last change; None if it names none.
    modified: str | None = None
    #: ISO date of the day on which this text was first read.
    read: str = "1970-01-01"
    online_url: str | None = None
    leika: str | None = None
    questions: tuple[Question, ...] = ()
    #: What no reader sees, for the screening only.
    hidden: tuple[str, ...] = ()
    #: Addresses that the page links to, absolute.
    links: tuple[str, ...] = ()
