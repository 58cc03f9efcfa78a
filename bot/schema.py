"""The HTTP API's messages. docs/api.md shows them with examples."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge.records import SectionName, TranslationStatus

Outcome = Literal[
    "answered", "clarify", "no_answer", "redirected", "help_line", "smalltalk", "blocked"
]

#: Outcomes of which a service was found.
ABOUT_A_SERVICE: frozenset[Outcome] = frozenset({"answered", "redirected"})

MESSAGE_CHARACTERS = 1000
HISTORY_TURNS = 6
HISTORY_SENT = 100
#: A turn sent back may be one of Hanni's own answers, which are longer than a question.
HISTORY_CHARACTERS = 8000
COMMENT_CHARACTERS = 500


class _Request(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Turn(_Request):
    """One earlier message; the client keeps the conversation and sends it back."""

    role: Literal["user", "assistant"]
    #: Not needed to answer; sent by clients that show it.
    text: str = Field(default="", max_length=HISTORY_CHARACTERS)
    #: Id of the service that the answer was about.
    service: str | None = Field(default=None, max_length=100)
    language: str | None = Field(default=None, max_length=10)
    #: Names of the sections that the answer was about; "and for my child?" asks for the same.
    sections: tuple[Annotated[str, Field(max_length=20)], ...] = Field(default=(), max_length=10)
    #: Ids of the services that were offered as a choice, in their order.
    choices: tuple[Annotated[str, Field(max_length=100)], ...] = Field(default=(), max_length=10)


class ChatRequest(_Request):
    """A question."""

    message: str = Field(max_length=MESSAGE_CHARACTERS)
    #: The user's own choice of language; it beats detection if Hanni answers in it.
    language: str | None = Field(default=None, max_length=10)
    history: tuple[Turn, ...] = Field(default=(), max_length=HISTORY_SENT)
    #: Where the chat window is embedded.
    page: str | None = Field(default=None, max_length=2000)
    #: Answer in plain language (Einfache Sprache) where there is a text in it; German only.
    plain: bool = False


class _Response(BaseModel):
    model_config = ConfigDict(frozen=True)


class TextBlock(_Response):
    """A paragraph, or a notice that is set apart."""

    type: Literal["paragraph", "notice"]
    text: str
    language: str


class ListBlock(_Response):
    """Bulleted items, or numbered steps, below an optional heading."""

    type: Literal["list", "steps"]
    items: tuple[str, ...]
    language: str
    heading: str | None = None


class Fact(_Response):
    """One line of a :class:`FactsBlock`."""

    label: str
    text: str


class FactsBlock(_Response):
    """Short facts with a label each (cost, deadline)."""

    type: Literal["facts"] = "facts"
    items: tuple[Fact, ...]
    language: str


Block = Annotated[TextBlock | ListBlock | FactsBlock, Field(discriminator="type")]


class ServiceLink(_Response):
    """A service of the portal. ``as_of`` is the day its text was last worked on."""

    id: str
    title: str
    #: None if somebody else is in charge and no page of theirs is known for certain.
    url: str | None
    online_url: str | None
    as_of: str
    #: The link leads to another body's portal.
    external: bool = False


class SourceLink(_Response):
    """Where a fact of the answer stands, with the German words that it was taken from.

    ``as_of`` is an ISO date, possibly only a year or month. If ``undated``, it is the day on which
    the undated page was read.
    """

    title: str
    url: str | None
    as_of: str
    undated: bool = False
    language: str
    quote: str


class ChatResponse(_Response):
    """An answer."""

    id: str
    outcome: Outcome
    #: Language of the answer.
    language: str
    #: Language of the chat window's own words: the citizen's, even if Hanni does not answer in it.
    interface_language: str
    #: Language of the question; null if it has no letters.
    detected_language: str | None
    #: Probability that the first service answers the question, 0..1.
    confidence: float
    blocks: tuple[Block, ...]
    services: tuple[ServiceLink, ...] = ()
    sources: tuple[SourceLink, ...] = ()
    #: The sections that were asked for, if only those are shown; to be sent back in the history.
    sections: tuple[SectionName, ...] = ()
    suggestions: tuple[str, ...] = ()
    #: Status of the content's translation; ``none``: no content was used.
    translation: TranslationStatus | Literal["none"] = "none"
    answered_by: Literal["extractive", "model", "calculator"] = "extractive"
    #: The content was in plain language.
    plain: bool = False
    snapshot: int


class BlockEvent(_Response):
    """Server-sent event ``block``: the block at ``index`` is (now) this one."""

    index: int
    block: Block


class FeedbackRequest(_Request):
    """What a citizen thought of an answer; holds no question, and a comment only if one was written."""

    id: str = Field(pattern=r"^[0-9a-f]{32}$")
    helpful: bool
    #: In the citizen's own words; stored without personal data (bot/feedback.py).
    comment: str | None = Field(default=None, max_length=COMMENT_CHARACTERS)
