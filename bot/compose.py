"""The extractive composer: answers in the records' own words, with links and sources."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.phrases import Phrases
from bot.schema import Block, Fact, FactsBlock, ListBlock, ServiceLink, SourceLink, TextBlock
from knowledge.languages import ORIGINAL, SIMPLE
from knowledge.records import (
    SECTION_NAMES,
    Faq,
    FaqText,
    Item,
    SectionName,
    Service,
    ServiceText,
    Source,
    TranslationStatus,
)
from knowledge.records import Block as ContentBlock
from knowledge.text import words

#: Sections of an overview, in order; the last two as short facts.
_OVERVIEW: tuple[SectionName, ...] = ("procedure", "documents")
_OVERVIEW_FACTS: tuple[SectionName, ...] = ("deadline", "cost")
_SUGGESTIONS = 3
_FACT_ITEMS = 4
#: Letters of a section that nobody reads to the end; blocks are shown that are that much behind the nearest.
_LONG = 900
_NEARLY = 0.08


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer's content before it is sent."""

    blocks: tuple[Block, ...]
    services: tuple[ServiceLink, ...] = ()
    sources: tuple[SourceLink, ...] = ()
    suggestions: tuple[str, ...] = ()
    translation: TranslationStatus | None = None
    #: The text is in plain language.
    plain: bool = False
    #: The sections that were asked for, if only those are shown.
    sections: tuple[SectionName, ...] = ()


@dataclass(frozen=True, slots=True)
class Lead:
    """A block by its section and its number there."""

    section: SectionName
    block: int
    #: Before everything else; otherwise at its place in its section.
    first: bool = True


@dataclass(frozen=True)
class _Text:
    """A text side by side with its German original."""

    shown: Sequence[ContentBlock]
    original: Sequence[ContentBlock]
    language: str


@dataclass
class _Page:
    """Collects blocks and, for every item that is shown, its sources."""

    declared: dict[str, Source]
    blocks: list[Block] = field(default_factory=list)
    cited: dict[str, str] = field(default_factory=dict)

    def show(self, text: _Text, heading: str | None = None) -> None:
        """Add a text's blocks; the heading goes to the first list."""
        for shown, original in zip(text.shown, text.original, strict=True):
            if shown.kind == "paragraph":
                block: Block = TextBlock(type="paragraph", text=shown.text, language=text.language)
            else:
                block = ListBlock(
                    type=shown.kind,
                    items=tuple(item.text for item in shown.items),
                    language=text.language,
                    heading=heading,
                )
                heading = None
            self.blocks.append(block)
            self.cite(original.items)

    def cite(self, items: Iterable[Item]) -> None:
        """Note the sources of German items; the first quote of a source counts."""
        for item in items:
            for key in item.sources:
                self.cited.setdefault(key, item.text)

    def notice(self, text: str, language: str) -> None:
        """Add a notice."""
        self.blocks.append(TextBlock(type="notice", text=text, language=language))

    def sources(self) -> tuple[SourceLink, ...]:
        """The sources of all that was shown, in order of appearance."""
        return tuple(source_link(self.declared[key], quote) for key, quote in self.cited.items())


def text_of(block: Block) -> str:
    """A block's plain text."""
    if isinstance(block, TextBlock):
        return block.text
    if isinstance(block, ListBlock):
        return "\n".join([*([block.heading] if block.heading else []), *block.items])
    return "\n".join(f"{fact.label}: {fact.text}" for fact in block.items)


def source_link(source: Source, quote: str) -> SourceLink:
    """A source with the German words that were taken from it."""
    return SourceLink(
        title=source.title,
        url=source.url,
        as_of=source.as_of,
        undated=source.undated,
        language=ORIGINAL,
        quote=quote,
    )


def service_links(services: Iterable[Service], language: str) -> tuple[ServiceLink, ...]:
    """The services with their titles in ``language``, else in German."""
    return tuple(
        ServiceLink(
            id=service.id,
            title=service.texts.get(language, service.texts[ORIGINAL]).title,
            url=service.portal.url if service.portal else None,
            online_url=service.online_url,
            as_of=service.texts[ORIGINAL].updated,
            external=service.elsewhere
            or (service.portal is not None and service.portal.kind == "external_portal"),
        )
        for service in services
    )


def compose_overview(service: Service, phrases: Phrases, lead: Lead | None = None) -> Draft:
    """What it is, how it goes, what to bring, by when and for how much.

    ``lead`` is the block that the question is about; then it comes first (or beside the steps), and what
    to bring is left to a follow-up.
    """
    text, page = _begin(service, phrases)
    if lead and lead.first:
        page.show(_led(_section(service, text, lead.section), lead.block))
    page.show(_section(service, text, "summary"))
    overview = _OVERVIEW[:1] if lead else _OVERVIEW
    for name in overview:
        lists = _section(service, text, name, lists_only=True)
        page.show(lists, heading=phrases.section(name))
        if lead and not lead.first and lead.section == name:
            beside = _only(_section(service, text, name), lead.block)
            page.show(beside if beside.shown[0] not in lists.shown else _only(beside))
    facts = [
        Fact(label=phrases.section(name), text=short)
        for name in _OVERVIEW_FACTS
        if not (lead and lead.section == name)  # it was shown above
        and (short := _short(page, _section(service, text, name)))
    ]
    if facts:
        page.blocks.append(FactsBlock(items=tuple(facts), language=text.language))
    # What was shortened is still worth asking for.
    whole = (name for name in _OVERVIEW_FACTS if _is_short(_section(service, text, name)))
    shown: tuple[SectionName, ...] = ("summary", *overview, *whole)
    return _finish(service, phrases, text, page, shown)


def compose_elsewhere(service: Service, phrases: Phrases) -> Draft:
    """Who is in charge of what the city does not do."""
    text, page = _begin(service, phrases)
    for section in text.sections:
        page.show(_section(service, text, section.name))
    return _finish(service, phrases, text, page, SECTION_NAMES)


def compose_sections(
    service: Service,
    names: Sequence[SectionName],
    phrases: Phrases,
    nearness: Mapping[tuple[SectionName, int], float] | None = None,
    said: Collection[str] = (),
) -> Draft:
    """Several sections, all of which the service has.

    ``nearness`` of their blocks to the question; of a long section only the nearest ones are shown, and of
    a list of named things those that are ``said``, the question's folded words.
    """
    text, page = _begin(service, phrases)
    for name in names:
        section = _section(service, text, name)
        scores = {at: score for (of, at), score in (nearness or {}).items() if of == name}
        page.show(_nearest(section, scores, said) if scores else section)
    draft = _finish(service, phrases, text, page, names)
    return replace(draft, sections=tuple(names))


def compose_section(service: Service, name: SectionName, phrases: Phrases) -> Draft:
    """The one section that was asked for; if there is none, what is known and who is in charge."""
    text, page = _begin(service, phrases)
    if text.section(name):
        return compose_sections(service, (name,), phrases)
    unknown = phrases("notices.section_unknown", section=phrases.section(name))
    page.notice(unknown, phrases.language)
    page.show(_section(service, text, "summary"))
    page.show(_section(service, text, "contact"))
    return _finish(service, phrases, text, page, ("summary", "contact", name))


def compose_faq(faq: Faq, service: Service, others: Sequence[Faq], phrases: Phrases) -> Draft:
    """A question's own answer; ``others`` are offered as what to ask next."""
    text = faq.texts.get(phrases.language, faq.texts[ORIGINAL])
    page = _page(faq, text, phrases)
    page.show(_Text(text.blocks, faq.texts[ORIGINAL].blocks, text.language))
    draft = _finish(service, phrases, text, page, ())
    questions = [
        other.texts[phrases.language].question
        for other in others
        if phrases.language in other.texts and other.id != faq.id
    ]
    return replace(draft, suggestions=tuple(questions[:_SUGGESTIONS]) or draft.suggestions)


def _begin(service: Service, phrases: Phrases) -> tuple[ServiceText, _Page]:
    text = service.texts.get(phrases.language, service.texts[ORIGINAL])
    return text, _page(service, text, phrases)


def _page(record: Service | Faq, text: ServiceText | FaqText, phrases: Phrases) -> _Page:
    """An empty page, but for a notice if the text had to be shown in German."""
    page = _Page(record.sources)
    if text.language not in {phrases.language, SIMPLE}:
        page.notice(phrases("notices.german"), phrases.language)
    return page


def _section(
    service: Service, text: ServiceText, name: SectionName, *, lists_only: bool = False
) -> _Text:
    """A section beside its original; empty if the service has none.

    ``lists_only`` leaves out the paragraphs around lists and steps, if there are any.
    """
    section, original = text.section(name), service.texts[ORIGINAL].section(name)
    if section is None or original is None:
        return _Text((), (), text.language)
    whole = _Text(section.blocks, original.blocks, text.language)
    if not lists_only:
        return whole
    lists = [at for at, block in enumerate(section.blocks) if block.kind != "paragraph"]
    return _only(whole, *(lists or range(min(1, len(section.blocks)))))


def _nearest(text: _Text, scores: Mapping[int, float], said: Collection[str]) -> _Text:
    """Of a long text, what is about things that are named, else the blocks that are nearly the nearest.

    Each with what introduces it or is introduced by it.
    """
    if sum(len(block.text) for block in text.shown) <= _LONG:
        return text
    if named := _named(text, said):
        return named
    least = max(scores.values()) - _NEARLY
    near = [at for at in range(len(text.shown)) if scores.get(at, least) >= least]
    kept = set(near)
    for at in near:
        kept.add(_introduction(text, at))
        if at + 1 < len(text.shown) and text.shown[at + 1].kind != "paragraph":
            kept.add(at + 1)
    return _only(text, *sorted(kept))


def _named(text: _Text, said: Collection[str]) -> _Text | None:
    """What a text has about named things ("Linden: Lindener Marktplatz 1") that are said; None if none is."""
    shown, original = list(text.shown), list(text.original)
    lists: list[int] = []
    names: set[frozenset[str]] = set()
    for at, block in enumerate(text.shown):
        labels = [frozenset(words(item.text.partition(": ")[0])) for item in block.items]
        meant = [row for row, label in enumerate(labels) if label and label.issubset(said)]
        if block.kind == "list" and meant:
            shown[at], original[at] = _items(block, meant), _items(original[at], meant)
            lists.append(at)
            names.update(labels[row] for row in meant)
    if not lists:
        return None
    kept = {*lists, *(_introduction(text, at) for at in lists)}
    kept |= {
        at
        for at, block in enumerate(text.shown)
        if block.kind == "paragraph" and any(name.issubset(words(block.text)) for name in names)
    }
    return _only(_Text(shown, original, text.language), *sorted(kept))


def _introduction(text: _Text, at: int) -> int:
    """The block in front of a list; any other block introduces itself."""
    return max(at - 1, 0) if text.shown[at].kind != "paragraph" else at


def _items(block: ContentBlock, rows: Iterable[int]) -> ContentBlock:
    return block.model_copy(update={"items": tuple(block.items[row] for row in rows)})


def _led(text: _Text, block: int) -> _Text:
    """A block, with the paragraph that introduces it if it is a list, or with the list that it introduces."""
    if block > 0 and _introduces(text, block - 1):
        return _only(text, block - 1, block)
    return _only(text, block, *((block + 1,) if _introduces(text, block) else ()))


def _introduces(text: _Text, block: int) -> bool:
    """Whether a block ends with a colon in front of a list."""
    there = block + 1 < len(text.shown) and text.shown[block + 1].kind != "paragraph"
    return there and text.shown[block].text.rstrip().endswith((":", "："))


def _only(text: _Text, *blocks: int) -> _Text:
    """Some of a text's blocks."""
    return _Text([text.shown[b] for b in blocks], [text.original[b] for b in blocks], text.language)


def _short(page: _Page, text: _Text) -> str:
    """A section's core in a line: its first list, or its first paragraph."""
    lists = [i for i, block in enumerate(text.shown) if block.kind != "paragraph"]
    # A paragraph in front of a list ("as of 2022, please check") belongs to its amounts.
    chosen = range(lists[0] + 1) if lists else range(min(1, len(text.shown)))
    parts = []
    for index in chosen:
        items = text.shown[index].items[:_FACT_ITEMS]
        page.cite(text.original[index].items[:_FACT_ITEMS])
        *before, last = (item.text for item in items)
        # A full stop in front of a semicolon would be one sign too many.
        parts.append("; ".join([*(text.removesuffix(".") for text in before), last]))
    return " ".join(parts)


def _is_short(text: _Text) -> bool:
    """Whether :func:`_short` shows all of a text."""
    lists = [block for block in text.shown if block.kind != "paragraph"]
    most = 2 if lists and text.shown[0].kind == "paragraph" else 1
    return len(text.shown) <= most and all(len(b.items) <= _FACT_ITEMS for b in text.shown)


def _finish(
    service: Service,
    phrases: Phrases,
    text: ServiceText | FaqText,
    page: _Page,
    shown: Sequence[SectionName],
) -> Draft:
    for notice in _link_notices(service, phrases):
        page.notice(notice, phrases.language)
    if text.status == "machine":
        unread = "simple_unread" if text.language == SIMPLE else "machine"
        page.notice(phrases(f"notices.{unread}"), phrases.language)
    return Draft(
        blocks=tuple(page.blocks),
        services=service_links([service], phrases.language),
        sources=page.sources(),
        suggestions=tuple(_follow_ups(service, phrases, shown)),
        translation=text.status,
        plain=text.language == SIMPLE,
    )


def _link_notices(service: Service, phrases: Phrases) -> Iterator[str]:
    portal = service.portal
    if portal is None:
        return
    if portal.kind == "start_page":
        yield phrases("notices.start_page", term=portal.search_for or service.texts[ORIGINAL].title)
    elif portal.kind != "service_page":
        yield phrases(f"notices.{portal.kind}")


def _follow_ups(service: Service, phrases: Phrases, shown: Sequence[SectionName]) -> Iterator[str]:
    sections = [section.name for section in service.texts[ORIGINAL].sections]
    questions = [phrases.follow_up(name) for name in sections if name not in shown]
    yield from [question for question in questions if question][:_SUGGESTIONS]
