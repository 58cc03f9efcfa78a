"""One question's way to its answer: understand, guard, retrieve, answer, verify, present."""

import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from itertools import chain

from anyio import to_thread

from bot.compose import (
    Draft,
    Lead,
    compose_faq,
    compose_overview,
    compose_section,
    service_link,
    source_link,
)
from bot.german_terms import GermanTerms
from bot.phrases import PhraseBook, Phrases
from bot.romanised import Romanised
from bot.schema import Block, BlockEvent, ChatRequest, ChatResponse, Outcome, TextBlock
from bot.understand import Understood, Vocabulary, understand
from bot.writer import Writer, WriterError
from knowledge.confidence import Confidence
from knowledge.detection import LanguageDetector
from knowledge.embedding import Embedder
from knowledge.languages import ORIGINAL, RECOGNISED, SUPPORTED
from knowledge.offtopic import read_offtopic
from knowledge.records import SECTION_NAMES, Knowledge, SectionName, Service
from knowledge.search import Search, SearchResult, ServiceHit
from knowledge.snapshot import Snapshot
from knowledge.text import clean

_CHOICES = 3
#: A paragraph leads the answer from this score on, if no other block is better by more than that.
_LEAD = 0.35
_LEAD_BEHIND = 0.02
#: Sections that an overview shows anyway, or that lead nobody further.
_NO_LEAD = frozenset({"summary", "contact", "legal"})
#: Nearest services are named with a refusal only if they are at least this likely.
_NEAREST = 0.1
#: The unsure follow-up ("and what does it cost?") is taken as one up to this many words.
_FOLLOW_UP_WORDS = 8
#: A word that no more than this share of the services use names a topic.
_TOPIC_SHARE = 0.25
#: A word that this share of the services use names nothing.
_COMMON = 0.5
#: A question with an unknown word (a misspelt "reisepas") names its topic if the result is this sure.
_OWN_TOPIC = 0.9


@dataclass(frozen=True)
class Reader:
    """An opened snapshot with its search; replaced as a whole when a new one is published."""

    snapshot: Snapshot
    search: Search
    vocabulary: Vocabulary

    @classmethod
    def of(
        cls, snapshot: Snapshot, embedder: Embedder, confidence: Confidence, book: PhraseBook
    ) -> "Reader":
        """A reader of a snapshot."""
        texts = chain(snapshot.knowledge.texts(), book.texts(), read_offtopic())
        vocabulary = Vocabulary(GermanTerms.of(snapshot.knowledge), Romanised(texts))
        return cls(snapshot, Search(snapshot, embedder, confidence), vocabulary)


@dataclass(frozen=True)
class _Found:
    """What retrieval came to."""

    result: SearchResult
    outcome: Outcome
    hit: ServiceHit | None = None


class Pipeline:
    """Answers questions; stateless but for the snapshot that it is given to read."""

    def __init__(
        self,
        reader: Callable[[], Reader],
        detector: LanguageDetector,
        book: PhraseBook,
        confidence: Confidence,
        *,
        fallback_language: str,
        writer: Writer | None = None,
        on_writer_error: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._reader = reader
        self._detector = detector
        self._book = book
        self._confidence = confidence
        self._fallback = fallback_language
        self._writer = writer
        self._on_writer_error = on_writer_error

    async def answer(self, request: ChatRequest) -> ChatResponse:
        """The whole answer at once."""
        response: ChatResponse | None = None
        async for event in self.stream(request):
            if isinstance(event, ChatResponse):
                response = event
        assert response is not None  # every stream ends with one
        return response

    async def stream(self, request: ChatRequest) -> AsyncIterator[BlockEvent | ChatResponse]:
        """The answer's blocks as they are ready, then the whole answer.

        With a language model, its sentences come as they are verified; whatever goes wrong
        there, the last event is a complete answer.
        """
        extractive = await to_thread.run_sync(self.extractive, request)
        if self._writer is not None and extractive.outcome == "answered":
            written: Block | None = None
            try:
                async for written in self._writer.write(clean(request.message), extractive):
                    yield BlockEvent(index=0, block=written)
            except WriterError as error:
                self._on_writer_error(str(error))
                written = None
            if written:
                notices = (block for block in extractive.blocks if block.type == "notice")
                blocks: tuple[Block, ...] = (written, *notices)
                yield extractive.model_copy(update={"blocks": blocks, "answered_by": "model"})
                return
        for index, block in enumerate(extractive.blocks):
            yield BlockEvent(index=index, block=block)
        yield extractive

    def extractive(self, request: ChatRequest) -> ChatResponse:
        """The answer in the records' own words; always there."""
        reader = self._reader()
        understood = understand(
            request, self._detector, reader.vocabulary, self._book, self._fallback
        )
        phrases = self._book[understood.answer_language]
        knowledge = reader.snapshot.knowledge
        found: _Found | None = None
        outcome: Outcome
        if self._in_danger(understood):
            outcome, draft = "help_line", _help_line(knowledge, phrases)
        elif understood.smalltalk:
            outcome, draft = "smalltalk", self._smalltalk(understood, phrases)
        else:
            found = self._retrieve(understood, reader)
            outcome, draft = found.outcome, self._compose(understood, found, knowledge, phrases)
        draft = self._note_language(understood, draft, phrases)
        return self._present(understood, outcome, found, draft, reader)

    def _in_danger(self, understood: Understood) -> bool:
        """Words of danger or despair, in the question's language and in the one it is asked in."""
        languages = {understood.question_language, understood.answer_language} & SUPPORTED.keys()
        words = understood.words
        return any(self._book[code].help_line_cues.best(words) for code in languages)

    def _smalltalk(self, understood: Understood, phrases: Phrases) -> Draft:
        text = phrases(f"smalltalk.{understood.smalltalk}")
        suggestions = phrases.starters if understood.smalltalk in {"hello", "identity"} else ()
        return Draft((_paragraph(text, phrases),), suggestions=suggestions)

    def _retrieve(self, understood: Understood, reader: Reader) -> _Found:
        result = reader.search(understood.text, understood.question_language)
        previous = understood.previous_service
        if (
            previous in reader.snapshot.knowledge.services
            and understood.sections
            and len(understood.words) <= _FOLLOW_UP_WORDS
            and not self._names_its_topic(understood, result, reader.search)
        ):
            return _Found(result, "answered", ServiceHit(previous, None, 0.0, ()))
        if not result.services or result.confidence < self._confidence.clarify:
            return _Found(result, "no_answer")
        if result.confidence < self._confidence.answer or self._says_nothing(understood, reader):
            return _Found(result, "clarify")
        return _Found(result, "answered", result.services[0])

    def _names_its_topic(
        self, understood: Understood, result: SearchResult, search: Search
    ) -> bool:
        """Whether the question says what it is about, so that it goes back to nothing."""
        language = understood.question_language
        shares = [search.topic_share(word, language) for word in understood.topic_words]
        if any(0 < share <= _TOPIC_SHARE for share in shares):
            return True
        return 0.0 in shares and result.confidence >= _OWN_TOPIC

    def _says_nothing(self, understood: Understood, reader: Reader) -> bool:
        """Whether a question ("where must I go?") asks for a section, but not of what."""
        return bool(understood.sections) and all(
            reader.search.topic_share(word, understood.question_language) >= _COMMON
            for word in understood.topic_words
        )

    def _compose(
        self, understood: Understood, found: _Found, knowledge: Knowledge, phrases: Phrases
    ) -> Draft:
        if found.hit is None:
            if found.outcome == "clarify":
                return _clarify(found.result, knowledge, phrases)
            return _no_answer(found.result, knowledge, phrases)
        service = knowledge.services[found.hit.service]
        if found.hit.faq is not None:
            others = [knowledge.faqs[id_] for id_ in found.result.faqs]
            return compose_faq(knowledge.faqs[found.hit.faq], service, others, phrases)
        lead = _lead(service, found)
        asked = _asked_section(service, understood, found)
        if asked in {None, "procedure", "summary"}:
            return compose_overview(service, phrases, lead)
        if lead and service.texts[ORIGINAL].section(asked) is None:
            # "How long is it valid?" points to a duration, which the service keeps in its notes.
            return compose_overview(service, phrases, lead)
        return compose_section(service, asked, phrases)

    def _note_language(self, understood: Understood, draft: Draft, phrases: Phrases) -> Draft:
        """Say so if the question's language is one that Hanni does not write."""
        language = understood.question_language
        if language in SUPPORTED or language not in RECOGNISED:
            return draft
        name = RECOGNISED[language].name
        text = phrases("notices.language_unsupported", language=name)
        notice = TextBlock(type="notice", text=text, language=phrases.language)
        return replace(draft, blocks=(notice, *draft.blocks))

    def _present(
        self,
        understood: Understood,
        outcome: Outcome,
        found: _Found | None,
        draft: Draft,
        reader: Reader,
    ) -> ChatResponse:
        return ChatResponse(
            id=uuid.uuid4().hex,
            outcome=outcome,
            language=understood.answer_language,
            detected_language=understood.detected,
            confidence=round(found.result.confidence, 3) if found else 1.0,
            blocks=draft.blocks,
            services=draft.services,
            sources=draft.sources,
            suggestions=draft.suggestions,
            translation=draft.translation or "none",
            snapshot=reader.snapshot.manifest.number,
        )


def _asked_section(service: Service, understood: Understood, found: _Found) -> SectionName | None:
    """The section that the question is about; of several cues, the one whose text is nearest.

    "When must I *pay*?" has cues of deadline and cost.
    """
    there = [name for name in understood.sections if service.texts[ORIGINAL].section(name)]
    if "duration" in understood.sections and "deadline" not in understood.sections:
        # "How long do I have?" and "how long does it take?" often sound alike.
        there += [name for name in ("deadline",) if service.texts[ORIGINAL].section(name)]
    if not there:
        return next(iter(understood.sections), None)
    if found.result.services and found.hit is found.result.services[0]:
        for hit in found.result.blocks:
            if (name := _section_of(hit.part)) in there:
                return name
    return there[0]


def _lead(service: Service, found: _Found) -> Lead | None:
    """The paragraph that the question is about, if one stands out."""
    if not found.result.services or found.hit is not found.result.services[0]:
        return None  # a follow-up: the blocks are of another service
    least = max(_LEAD, found.result.blocks[0].score - _LEAD_BEHIND) if found.result.blocks else 1
    for hit in found.result.blocks:
        name = _section_of(hit.part)
        section = service.texts[ORIGINAL].section(name) if name else None
        if hit.score < least:
            break
        if section and name not in _NO_LEAD and section.blocks[hit.block].kind == "paragraph":
            return Lead(section.name, hit.block)
    return None


def _section_of(part: str) -> SectionName | None:
    return next((name for name in SECTION_NAMES if part == f"section:{name}"), None)


def _clarify(result: SearchResult, knowledge: Knowledge, phrases: Phrases) -> Draft:
    services = [knowledge.services[hit.service] for hit in result.services[:_CHOICES]]
    return Draft(
        (_paragraph(phrases("clarify"), phrases),),
        services=tuple(service_link(service, phrases.language) for service in services),
        suggestions=tuple(_title(service, phrases) for service in services),
    )


def _help_line(knowledge: Knowledge, phrases: Phrases) -> Draft:
    lines = knowledge.help_lines
    numbers = {name: line.number for name, line in lines.items()}
    keys = ("help_line.text", "help_line.emergency", "help_line.counselling")
    return Draft(
        tuple(_paragraph(phrases(key, **numbers), phrases) for key in keys),
        sources=tuple(source_link(line.source, line.number) for line in lines.values()),
    )


def _no_answer(result: SearchResult, knowledge: Knowledge, phrases: Phrases) -> Draft:
    city = knowledge.city
    blocks: list[Block] = [
        _paragraph(phrases("no_answer.text"), phrases),
        _paragraph(
            phrases("no_answer.call", phone=city.phone, as_of=city.source.as_of[:4]), phrases
        ),
    ]
    near = result.services[:_CHOICES] if result.confidence >= _NEAREST else ()
    services = [knowledge.services[hit.service] for hit in near]
    if services:
        blocks.append(_paragraph(phrases("no_answer.nearest"), phrases))
    return Draft(
        tuple(blocks),
        services=tuple(service_link(service, phrases.language) for service in services),
        sources=(source_link(city.source, f"{city.name}: {city.phone}"),),
        suggestions=phrases.starters,
    )


def _paragraph(text: str, phrases: Phrases) -> TextBlock:
    return TextBlock(type="paragraph", text=text, language=phrases.language)


def _title(service: Service, phrases: Phrases) -> str:
    return service.texts.get(phrases.language, service.texts[ORIGINAL]).title
