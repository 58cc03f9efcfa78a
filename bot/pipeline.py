"""One question's way to its answer: understand, guard, retrieve, answer, verify, present."""

import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from anyio import to_thread

from bot.compose import (
    Draft,
    compose_elsewhere,
    compose_faq,
    compose_overview,
    compose_section,
    compose_sections,
    text_of,
)
from bot.guard import Guard, Verdict, guarded, without_personal_data
from bot.llm.writer import Writer, WriterError
from bot.page_topic import about_page
from bot.phrases import PhraseBook, Phrases
from bot.property_tax_dialogue import ConfiguredHebesatz, PropertyTaxDialogue
from bot.replies import clarify, no_answer, smalltalk
from bot.retrieve import (
    Found,
    Reader,
    asked_section,
    lead_block,
    meant_section,
    retrieve,
    told_sections,
)
from bot.schema import (
    ABOUT_A_SERVICE,
    Block,
    BlockEvent,
    ChatRequest,
    ChatResponse,
    Outcome,
    TextBlock,
)
from bot.understand import Understood, understand
from bot.verify import split_sentences
from knowledge.detection import LanguageDetector
from knowledge.embedding import Vector
from knowledge.gaps import Gap
from knowledge.languages import INTERFACE_ONLY, ORIGINAL
from knowledge.records import Knowledge, SectionName, Service

#: From this confidence on a service is shown below the help lines even if nothing was asked.
_SURE = 0.9


class Pipeline:
    """Answers questions; stateless but for the snapshot that it is given to read."""

    def __init__(
        self,
        reader: Callable[[], Reader],
        detector: LanguageDetector,
        book: PhraseBook,
        guard: Guard,
        *,
        fallback_language: str,
        hebesatz: ConfiguredHebesatz | None = None,
        writer: Writer | None = None,
        on_verdict: Callable[[Verdict], None] = lambda _: None,
        on_gap: Callable[[Gap], None] = lambda _: None,
    ) -> None:
        self._reader = reader
        self._detector = detector
        self._book = book
        self._fallback = fallback_language
        self._property_tax = PropertyTaxDialogue(book, hebesatz)
        self._writer = writer
        self._guard = guard
        self._on_verdict = on_verdict
        self._on_gap = on_gap

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
        extractive, question = await to_thread.run_sync(self._prepare, request)
        if self._writer is not None and question and _may_be_rewritten(extractive):
            written: Block | None = None
            try:
                answer = self._writer.write(question, extractive, plain=request.plain)
                async for written in answer:
                    yield BlockEvent(index=0, block=written)
            except WriterError:  # the writer has counted the reason
                written = None
            if written:
                # The model was asked for plain language itself.
                missing = self._book[extractive.language]("notices.simple_missing")
                notices = (block for block in extractive.blocks if block.type == "notice")
                kept = (notice for notice in notices if text_of(notice) != missing)
                blocks: tuple[Block, ...] = (written, *kept)
                yield extractive.model_copy(update={"blocks": blocks, "answered_by": "model"})
                return
        for index, block in enumerate(extractive.blocks):
            yield BlockEvent(index=index, block=block)
        yield extractive

    def extractive(self, request: ChatRequest) -> ChatResponse:
        """The answer in the records' own words; always there."""
        response, _ = self._prepare(request)
        return response

    def _prepare(self, request: ChatRequest) -> tuple[ChatResponse, str | None]:
        """The extractive answer, and the question that the language model may read, if any."""
        reader = self._reader()
        safe = without_personal_data(request)
        asked = about_page(safe.request, reader.snapshot.knowledge)
        understood, vector = self._read(asked, reader)
        languages = (understood.question_language, understood.answer_language)
        # The guard looks at the words as they were written.
        mended = understood.text != understood.said
        heard = reader.search.embed(understood.said) if mended else vector
        verdict = self._guard(safe, understood.words, languages, heard)
        if understood.smalltalk_only:
            verdict = replace(verdict, danger=None)  # "thanks, bye" is no farewell to life
        told = verdict.danger and not verdict.doubtful
        if told and (question := _question_in(understood.said)):
            # What is told beside the question would lead the search astray.
            only = {"message": question, "language": understood.answer_language}
            understood, vector = self._read(asked.model_copy(update=only), reader)
        outcome, draft, found = self._reply(safe.request, understood, vector, reader)
        phrases = self._book[understood.answer_language]
        # A doubtful alarm takes nobody's answer away.
        asks_too = outcome in ABOUT_A_SERVICE and (verdict.doubtful or _asks(understood, found))
        outcome, draft = guarded(
            verdict, outcome, draft, reader.snapshot.knowledge, phrases, asks_too=asks_too
        )
        self._on_verdict(verdict)
        if found is not None and _in_vain(outcome, verdict):
            nearest = found.result.services[0].service if found.result.services else ""
            self._on_gap(Gap(understood.question_language, outcome, nearest, understood.text))
        draft = self._note_language(understood, outcome, draft)
        if understood.plain and outcome == "answered" and not draft.plain:
            draft = _with_notice(draft, phrases("notices.simple_missing"), phrases)
        response = self._present(understood, outcome, found, draft, reader)
        return response, None if verdict.takeover else understood.text

    def _read(self, request: ChatRequest, reader: Reader) -> tuple[Understood, Vector]:
        """What was said, and its raw embedding."""
        understood = understand(
            request, self._detector, reader.vocabulary, self._book, self._fallback
        )
        return understood, reader.search.embed(understood.text)

    def _reply(
        self, request: ChatRequest, understood: Understood, vector: Vector, reader: Reader
    ) -> tuple[Outcome, Draft, Found | None]:
        """The reply as if all were well, and what was found for it if it had to be searched for."""
        knowledge = reader.snapshot.knowledge
        phrases = self._book[understood.answer_language]
        if understood.smalltalk:
            return "smalltalk", smalltalk(understood.smalltalk, phrases), None
        if calculated := self._property_tax(request, understood, knowledge, phrases):
            return "answered", calculated, None
        found = retrieve(understood, vector, reader)
        draft = self._compose(understood, found, knowledge, phrases)
        if found.hit and knowledge.services[found.hit.service].elsewhere:
            return "redirected", draft, found
        return found.outcome, draft, found

    def _compose(
        self, understood: Understood, found: Found, knowledge: Knowledge, phrases: Phrases
    ) -> Draft:
        if found.hit is None:
            if found.outcome == "clarify":
                return clarify(found.result, knowledge, phrases)
            return no_answer(found.result, knowledge, phrases)
        service = knowledge.services[found.hit.service]
        if service.elsewhere:
            return compose_elsewhere(service, phrases)
        if found.hit.faq is not None:
            others = [knowledge.faqs[id_] for id_ in found.result.faqs]
            draft = compose_faq(knowledge.faqs[found.hit.faq], service, others, phrases)
            return self._property_tax.offer(draft, service, phrases)
        draft = self._compose_service(service, understood, found, phrases)
        return self._property_tax.offer(draft, service, phrases)

    def _compose_service(
        self, service: Service, understood: Understood, found: Found, phrases: Phrases
    ) -> Draft:
        lead, nearness = lead_block(service, understood, found), found.nearness()
        asked = asked_section(service, understood, found)
        if understood.plain and phrases.language == ORIGINAL and (simple := service.simplified()):
            # Its paragraphs are other ones, so none of them can be told to be the nearest.
            service, lead, nearness = simple, None, {}
        # Nobody misses "good to know".
        missed = asked if asked and asked != "notes" and not _has(service, asked) else None
        told = [name for name in told_sections(understood, found) if _has(service, name)]
        meant = meant_section(found)
        if missed and meant and _has(service, meant):
            # "When is it open?" sounds like a deadline, but the hours are with the contact.
            missed, told = None, [meant]
        if told and not missed:
            return compose_sections(service, told, phrases, nearness, understood.words)
        if missed and not lead:
            return compose_section(service, missed, phrases)
        # "How long is it valid?" points to a duration, which the service keeps in its notes.
        return compose_overview(service, phrases, lead)

    def _note_language(self, understood: Understood, outcome: Outcome, draft: Draft) -> Draft:
        """Say in the citizen's language if it is one that Hanni does not write."""
        language = understood.interface_language
        if language not in INTERFACE_ONLY:
            return draft
        words = self._book.interface(language)
        answered_in = words(f"languages.{understood.answer_language}")
        text = words("notices.fallback", language=answered_in)
        notice = TextBlock(type="notice", text=text, language=language)
        # Whom to call comes before everything else.
        last = outcome == "help_line"
        blocks = (*draft.blocks, notice) if last else (notice, *draft.blocks)
        return replace(draft, blocks=blocks)

    def _present(
        self,
        understood: Understood,
        outcome: Outcome,
        found: Found | None,
        draft: Draft,
        reader: Reader,
    ) -> ChatResponse:
        return ChatResponse(
            id=uuid.uuid4().hex,
            outcome=outcome,
            language=understood.answer_language,
            interface_language=understood.interface_language,
            detected_language=understood.detected,
            confidence=round(found.result.confidence, 3) if found else 1.0,
            blocks=draft.blocks,
            services=draft.services,
            sources=draft.sources,
            sections=draft.sections,
            suggestions=draft.suggestions,
            translation=draft.translation or "none",
            answered_by="calculator" if outcome == "answered" and found is None else "extractive",
            plain=draft.plain,
            snapshot=reader.snapshot.manifest.number,
        )


def _has(service: Service, name: SectionName) -> bool:
    return service.texts[ORIGINAL].section(name) is not None


def _question_in(text: str) -> str | None:
    """The last question of several sentences."""
    sentences = split_sentences(text)
    questions = (one for one in reversed(sentences) if one.rstrip().endswith(("?", "؟")))
    return next(questions, None) if len(sentences) > 1 else None


def _in_vain(outcome: Outcome, verdict: Verdict) -> bool:
    """Whether a question shows what the content lacks; one of danger or abuse is nobody's business."""
    unasked = verdict.danger or verdict.perhaps or verdict.abuse or verdict.takeover
    return outcome in {"no_answer", "clarify"} and not unasked


def _may_be_rewritten(extractive: ChatResponse) -> bool:
    """What was calculated, or is in plain language already, is shown as it is."""
    by_records = extractive.answered_by == "extractive" and extractive.outcome == "answered"
    return by_records and not extractive.plain


def _with_notice(draft: Draft, text: str, phrases: Phrases) -> Draft:
    """The draft with a notice in front."""
    notice = TextBlock(type="notice", text=text, language=phrases.language)
    return replace(draft, blocks=(notice, *draft.blocks))


def _asks(understood: Understood, found: Found | None) -> bool:
    """Whether a question is put, rather than something told that the search finds a service for."""
    sure = found is not None and found.result.confidence >= _SURE
    marked = "?" in understood.text or "؟" in understood.text
    return sure or marked or bool(understood.sections)
