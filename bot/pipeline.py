"""One question's way to its answer: understand, guard, retrieve, answer, verify, present."""

import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from anyio import to_thread

from bot.compose import Draft, compose_elsewhere, compose_faq, compose_overview, compose_section
from bot.guard import Guard, Verdict, guarded, without_personal_data
from bot.phrases import PhraseBook, Phrases
from bot.replies import clarify, no_answer, smalltalk
from bot.retrieve import Found, Reader, asked_section, lead_paragraph, retrieve
from bot.schema import Block, BlockEvent, ChatRequest, ChatResponse, Outcome, TextBlock
from bot.understand import Understood, understand
from bot.writer import Writer, WriterError
from knowledge.confidence import Confidence
from knowledge.detection import LanguageDetector
from knowledge.languages import ORIGINAL, RECOGNISED, SUPPORTED
from knowledge.records import Knowledge


class Pipeline:
    """Answers questions; stateless but for the snapshot that it is given to read."""

    def __init__(
        self,
        reader: Callable[[], Reader],
        detector: LanguageDetector,
        book: PhraseBook,
        confidence: Confidence,
        guard: Guard,
        *,
        fallback_language: str,
        writer: Writer | None = None,
        on_writer_error: Callable[[str], None] = lambda _: None,
        on_verdict: Callable[[Verdict], None] = lambda _: None,
    ) -> None:
        self._reader = reader
        self._detector = detector
        self._book = book
        self._confidence = confidence
        self._fallback = fallback_language
        self._writer = writer
        self._on_writer_error = on_writer_error
        self._guard = guard
        self._on_verdict = on_verdict

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
        if self._writer is not None and question and extractive.outcome == "answered":
            written: Block | None = None
            try:
                async for written in self._writer.write(question, extractive):
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
        response, _ = self._prepare(request)
        return response

    def _prepare(self, request: ChatRequest) -> tuple[ChatResponse, str | None]:
        """The extractive answer, and the question that the language model may read, if any."""
        reader = self._reader()
        safe = without_personal_data(request)
        understood = understand(
            safe.request, self._detector, reader.vocabulary, self._book, self._fallback
        )
        phrases = self._book[understood.answer_language]
        knowledge = reader.snapshot.knowledge
        vector = reader.search.embed(understood.text)
        languages = (understood.question_language, understood.answer_language)
        verdict = self._guard(safe, understood.words, languages, vector)
        found: Found | None = None
        outcome: Outcome
        if understood.smalltalk:
            outcome, draft = "smalltalk", smalltalk(understood.smalltalk, phrases)
        else:
            found = retrieve(understood, vector, reader, self._confidence)
            outcome, draft = found.outcome, self._compose(understood, found, knowledge, phrases)
            if found.hit and knowledge.services[found.hit.service].elsewhere:
                outcome = "redirected"
        asks_too = outcome == "answered" and _asks(understood)
        outcome, draft = guarded(verdict, outcome, draft, knowledge, phrases, asks_too=asks_too)
        self._on_verdict(verdict)
        draft = self._note_language(understood, draft, phrases)
        response = self._present(understood, outcome, found, draft, reader)
        return response, None if verdict.takeover else understood.text

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
            return compose_faq(knowledge.faqs[found.hit.faq], service, others, phrases)
        lead = lead_paragraph(service, found)
        asked = asked_section(service, understood, found)
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
        found: Found | None,
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


def _asks(understood: Understood) -> bool:
    """Whether a question is put, rather than something told that the search finds a service for."""
    return bool(understood.sections) or "?" in understood.text or "؟" in understood.text
