"""One question's way to its answer: understand, guard, retrieve, answer, verify, present."""

import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from anyio import to_thread

from bot.compose import Draft, compose_elsewhere, compose_faq, compose_overview, compose_section
from bot.llm.writer import Writer, WriterError
from bot.phrases import PhraseBook, Phrases
from bot.replies import clarify, help_line, no_answer, smalltalk
from bot.retrieve import Found, Reader, asked_section, lead_paragraph, retrieve
from bot.schema import Block, BlockEvent, ChatRequest, ChatResponse, Outcome, TextBlock
from bot.understand import Understood, understand
from knowledge.confidence import Confidence
from knowledge.detection import LanguageDetector
from knowledge.languages import ORIGINAL, RECOGNISED, SUPPORTED
from knowledge.records import Knowledge
from knowledge.text import clean


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
    ) -> None:
        self._reader = reader
        self._detector = detector
        self._book = book
        self._confidence = confidence
        self._fallback = fallback_language
        self._writer = writer

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
            except WriterError:  # the writer has counted the reason
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
        found: Found | None = None
        outcome: Outcome
        if self._in_danger(understood):
            outcome, draft = "help_line", help_line(knowledge, phrases)
        elif understood.smalltalk:
            outcome, draft = "smalltalk", smalltalk(understood.smalltalk, phrases)
        else:
            found = retrieve(understood, reader, self._confidence)
            outcome, draft = found.outcome, self._compose(understood, found, knowledge, phrases)
            if found.hit and knowledge.services[found.hit.service].elsewhere:
                outcome = "redirected"
        draft = self._note_language(understood, draft, phrases)
        return self._present(understood, outcome, found, draft, reader)

    def _in_danger(self, understood: Understood) -> bool:
        """Words of danger or despair, in the question's language and in the one it is asked in."""
        languages = {understood.question_language, understood.answer_language} & SUPPORTED.keys()
        words = understood.words
        return any(self._book[code].help_line_cues.best(words) for code in languages)

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
