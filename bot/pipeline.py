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
)
from bot.llm.writer import Writer, WriterError
from bot.phrases import PhraseBook, Phrases
from bot.property_tax_dialogue import ConfiguredHebesatz, PropertyTaxDialogue
from bot.replies import clarify, help_line, no_answer, smalltalk
from bot.retrieve import Found, Reader, asked_section, lead_block, retrieve, told_sections
from bot.schema import Block, BlockEvent, ChatRequest, ChatResponse, Outcome, TextBlock
from bot.understand import Understood, understand
from knowledge.detection import LanguageDetector
from knowledge.languages import ORIGINAL, RECOGNISED, SUPPORTED
from knowledge.records import Knowledge, Service
from knowledge.text import clean


class Pipeline:
    """Answers questions; stateless but for the snapshot that it is given to read."""

    def __init__(
        self,
        reader: Callable[[], Reader],
        detector: LanguageDetector,
        book: PhraseBook,
        *,
        fallback_language: str,
        hebesatz: ConfiguredHebesatz | None = None,
        writer: Writer | None = None,
    ) -> None:
        self._reader = reader
        self._detector = detector
        self._book = book
        self._fallback = fallback_language
        self._property_tax = PropertyTaxDialogue(book, hebesatz)
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
        # What was calculated is shown as it is.
        by_records = extractive.answered_by == "extractive"
        if self._writer is not None and extractive.outcome == "answered" and by_records:
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
        elif calculated := self._property_tax(request, understood, knowledge, phrases):
            outcome, draft = "answered", calculated
        else:
            found = retrieve(understood, reader)
            outcome, draft = found.outcome, self._compose(understood, found, knowledge, phrases)
            if found.hit and knowledge.services[found.hit.service].elsewhere:
                outcome = "redirected"
        draft = self._note_language(understood, draft, phrases)
        if understood.plain and outcome == "answered" and not draft.plain:
            draft = _with_notice(draft, phrases("notices.simple_missing"), phrases)
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
            draft = compose_faq(knowledge.faqs[found.hit.faq], service, others, phrases)
            return self._property_tax.offer(draft, service, phrases)
        draft = self._compose_service(service, understood, found, phrases)
        return self._property_tax.offer(draft, service, phrases)

    def _compose_service(
        self, service: Service, understood: Understood, found: Found, phrases: Phrases
    ) -> Draft:
        lead = lead_block(service, found)
        asked = asked_section(service, understood, found)
        if understood.plain and phrases.language == ORIGINAL and (simple := service.simplified()):
            # Its paragraphs are other ones, so none of them can be told to be the nearest.
            service, lead = simple, None
        unknown = asked is not None and service.texts[ORIGINAL].section(asked) is None
        if found.again and not unknown and (told := told_sections(understood, found)):
            return compose_sections(service, told, phrases)
        if asked in {None, "procedure", "summary"}:
            return compose_overview(service, phrases, lead)
        if lead and unknown:
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
        return _with_notice(draft, text, phrases)

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
            answered_by="calculator" if outcome == "answered" and found is None else "extractive",
            plain=draft.plain,
            snapshot=reader.snapshot.manifest.number,
        )


def _with_notice(draft: Draft, text: str, phrases: Phrases) -> Draft:
    """The draft with a notice in front."""
    notice = TextBlock(type="notice", text=text, language=phrases.language)
    return replace(draft, blocks=(notice, *draft.blocks))
