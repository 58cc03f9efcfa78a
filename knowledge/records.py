"""What Hanni knows, as typed records. The words are those of docs/architecture.md."""

from collections.abc import Iterator
from itertools import chain
from typing import Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field

from knowledge.languages import ORIGINAL

SectionName = Literal[
    "summary",
    "requirements",
    "documents",
    "cost",
    "deadline",
    "procedure",
    "duration",
    "contact",
    "legal",
    "notes",
]
SECTION_NAMES: tuple[SectionName, ...] = get_args(SectionName)

#: ``original`` German; ``reviewed`` by a person; ``machine``: nobody has reviewed it yet.
TranslationStatus = Literal["original", "reviewed", "machine"]

#: How well the portal link fits: the service's own page, a page that leads to it, the portal
#: of another body, or only the portal's start page.
PortalKind = Literal["service_page", "related_page", "external_portal", "start_page"]


class Record(BaseModel):
    """Base of all records: immutable, unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Record):
    """Where a fact stands. ``as_of`` is an ISO date, possibly only a year or month.

    If ``undated``, the page carries no date and ``as_of`` is the day it was read.
    """

    title: str
    url: str | None = None
    as_of: str = Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")
    undated: bool = False


class Item(Record):
    """One paragraph, list item or step, with the keys of its sources."""

    text: str
    sources: tuple[str, ...] = ()


class Block(Record):
    """A paragraph (one item), a bulleted list or numbered steps."""

    kind: Literal["paragraph", "list", "steps"]
    items: tuple[Item, ...]

    @property
    def text(self) -> str:
        """The block's plain text, an item a line."""
        return "\n".join(item.text for item in self.items)


class Section(Record):
    """One aspect of a service."""

    name: SectionName
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """The section's plain text."""
        return "\n".join(block.text for block in self.blocks)


class Portal(Record):
    """The link to the city's portal. ``search_for`` goes with a start page."""

    url: str
    kind: PortalKind
    search_for: str | None = None


class Office(Record):
    """Who is in charge; whatever is not known for certain is absent."""

    name: str
    address: str | None = None
    phone: str | None = None
    source: str | None = None


class ServiceText(Record):
    """One language version of a service."""

    language: str
    title: str
    status: TranslationStatus
    updated: str
    sections: tuple[Section, ...]
    aliases: tuple[str, ...] = ()
    #: Fingerprint of the German text that this translates; None for the original.
    translates: str | None = None

    def section(self, name: SectionName) -> Section | None:
        """The section of that name, if the service has one."""
        return next((section for section in self.sections if section.name == name), None)


class Service(Record):
    """A service of the portal with all its language versions."""

    id: str
    #: Somebody else is in charge: no service of the city, but whom to ask.
    elsewhere: bool = False
    leika: str | None = None
    #: Only what is done elsewhere may lack a page.
    portal: Portal | None
    online_url: str | None = None
    office: Office
    sources: dict[str, Source]
    texts: dict[str, ServiceText]
    #: The German text in plain language, if there is one; its sections need not be cut alike.
    simple: ServiceText | None = None

    def simplified(self) -> Self | None:
        """The service with the plain-language text in place of the German one.

        Sections that it lacks (the law, above all) stay as they are in German.
        """
        if self.simple is None:
            return None
        sections = (
            self.simple.section(section.name) or section
            for section in self.texts[ORIGINAL].sections
        )
        text = self.simple.model_copy(update={"sections": tuple(sections)})
        return self.model_copy(update={"texts": {ORIGINAL: text}})


class FaqText(Record):
    """One language version of a question and its answer."""

    language: str
    question: str
    status: TranslationStatus
    updated: str
    blocks: tuple[Block, ...]
    aliases: tuple[str, ...] = ()
    translates: str | None = None


class Faq(Record):
    """A frequently asked question, attached to the service that it is about."""

    id: str
    service: str
    sources: dict[str, Source]
    texts: dict[str, FaqText]


class City(Record):
    """The city itself: whom to call when there is no answer."""

    name: str
    phone: str
    source: Source


#: What a help line is for; each of them must be in the content.
HelpLineName = Literal["emergency", "police", "medical", "poison", "counselling", "women", "youth"]
HELP_LINE_NAMES: tuple[HelpLineName, ...] = get_args(HelpLineName)


class HelpLine(Record):
    """A number to call in danger or despair."""

    number: str
    #: When somebody answers; None: day and night.
    hours: str | None = None
    source: Source


class Knowledge(Record):
    """Everything one snapshot knows."""

    city: City
    #: By what they are for: emergency, police, medical, poison, counselling, women, youth.
    help_lines: dict[str, HelpLine]
    services: dict[str, Service]
    faqs: dict[str, Faq]

    def languages(self) -> Iterator[str]:
        """Language codes that occur, each once, in order of first occurrence."""
        of_services = (code for service in self.services.values() for code in service.texts)
        of_faqs = (code for faq in self.faqs.values() for code in faq.texts)
        return iter(dict.fromkeys(chain(of_services, of_faqs)))

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text with its language code: titles, aliases, sections, questions, answers."""
        for service in self.services.values():
            for text in service.texts.values():
                sections = (section.text for section in text.sections)
                for words in (text.title, *text.aliases, *sections):
                    yield words, text.language
        for faq in self.faqs.values():
            for faq_text in faq.texts.values():
                answers = (block.text for block in faq_text.blocks)
                for words in (faq_text.question, *faq_text.aliases, *answers):
                    yield words, faq_text.language


#: How much of its unit a passage is: a short name (title, alias, question), running text with its
#: title; of a text that is too long for one passage also each sentence, and longer parts.
Level = Literal["name", "chunk", "line", "long"]
LEVELS: tuple[Level, ...] = get_args(Level)


class Passage(Record):
    """What is indexed: a name, a section or an FAQ (or a part of one), in one language.

    ``part`` names what it belongs to: ``title``, ``section:<name>`` or ``faq:<id>``. Passages that
    differ only in language or number say the same thing.
    """

    id: str
    service: str
    part: str
    language: str
    text: str
    level: Level
    #: Of running text: the number of its block within the section or answer.
    block: int | None = None

    @property
    def faq(self) -> str | None:
        """The FAQ's id, if the passage belongs to one."""
        return self.part.removeprefix("faq:") if self.part.startswith("faq:") else None

    @property
    def unit(self) -> tuple[str, str]:
        """What is found as a whole: (service, FAQ's id), or (service, "") for the service itself."""
        return self.service, self.faq or ""
