"""Retrieval: which service, FAQ, section and paragraph a question is about, if it is about any."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.compose import Lead
from bot.follow_up import FollowUp, FollowUpClassifier, Previous
from bot.phrases import PhraseBook
from bot.schema import Outcome
from bot.understand import Understood, Vocabulary
from knowledge.embedding import Embedder, Vector
from knowledge.languages import ORIGINAL
from knowledge.records import SECTION_NAMES, SectionName, Service
from knowledge.search import BlockHit, Search, SearchResult, ServiceHit
from knowledge.snapshot import Snapshot

#: A paragraph leads the answer from this score on, if no other block is better by more than that.
_LEAD = 0.35
_LEAD_BEHIND = 0.02
#: Sections that an overview shows anyway, or that lead nobody further.
_NO_LEAD = frozenset({"summary", "contact", "legal"})
#: What a cue word adds to the score of its section's nearest block, and what takes it off that the
#: summary was seen before; sections that are less than that behind the best one are shown too.
_CUE = 0.2
_SEEN = 0.05
_NEARLY = 0.04
#: Sections whose lists an overview shows.
_LISTED = frozenset({"procedure", "documents"})
#: From these probabilities on a question is about the same service, or at least goes back to it.
_STAYS = 0.6
_GOES_BACK = 0.2
#: How much the title of what was spoken about weighs beside the question.
_CONTEXT = 2.0
#: A question that goes back is answered from this confidence on: it was learned on other ones.
_FOLLOWED = 0.3
#: A word that this share of the services use names nothing.
_COMMON = 0.5


@dataclass(frozen=True)
class Reader:
    """An opened snapshot with its search; replaced as a whole when a new one is published."""

    snapshot: Snapshot
    search: Search
    vocabulary: Vocabulary
    follow_up: FollowUpClassifier

    @classmethod
    def of(cls, snapshot: Snapshot, embedder: Embedder, book: PhraseBook) -> "Reader":
        """A reader of a snapshot."""
        vocabulary = Vocabulary.of(snapshot.knowledge, book)
        return cls(snapshot, Search(snapshot, embedder), vocabulary, FollowUpClassifier.load())


@dataclass(frozen=True)
class Found:
    """What retrieval came to."""

    result: SearchResult
    outcome: Outcome
    hit: ServiceHit | None = None
    #: Blocks of what was hit, the one that the question is nearest to first.
    blocks: tuple[BlockHit, ...] = ()
    #: Goes on about the same service, of which an overview was shown before.
    again: bool = False


def retrieve(understood: Understood, vector: Vector, reader: Reader) -> Found:
    """Search with the question's own embedding; decide between answer, choice and refusal."""
    confidence = reader.snapshot.confidence
    result = reader.search.with_vector(understood.text, understood.question_language, vector)
    services = reader.snapshot.knowledge.services
    if understood.back and (hit := _earlier(understood, result)):
        return _about(services[hit.service], understood, reader, result)
    previous = services.get(understood.previous_service or "")
    if previous:
        known = Previous.of(previous.id, understood, result, reader.search)
        follow_up = reader.follow_up(understood, result, known)
        if follow_up.stays > _STAYS or not understood.topic_words:
            return _about(previous, understood, reader, result)
        if follow_up.goes_back > _GOES_BACK:
            result = _within(previous, understood, reader, result)
            hit = _followed(previous.id, follow_up, result.services)
            if result.confidence >= _FOLLOWED:
                return Found(result, "answered", hit, _blocks(hit, understood, reader, result))
    if not result.services or result.confidence < confidence.clarify:
        return Found(result, "no_answer")
    if result.confidence < confidence.answer or _says_nothing(understood, reader):
        return Found(result, "clarify")
    return Found(result, "answered", result.services[0], result.blocks)


def _followed(previous: str, follow_up: FollowUp, hits: Sequence[ServiceHit]) -> ServiceHit:
    """The best hit; if the question leads on, the best of another service, if there is any."""
    others = [hit for hit in hits if hit.service != previous]
    leads_on = follow_up.shifts >= follow_up.stays
    # All hits may be FAQs of one service.
    return others[0] if leads_on and others else hits[0]


def _earlier(understood: Understood, result: SearchResult) -> ServiceHit | None:
    """The best of the services that were spoken about."""
    return next(
        (hit for hit in result.services if hit.service in understood.previous_services), None
    )


def _about(previous: Service, understood: Understood, reader: Reader, alone: SearchResult) -> Found:
    """An answer about the service that was spoken about."""
    hit = ServiceHit(previous.id, None, 0.0, 0.0, 0.0)
    blocks = _blocks(hit, understood, reader, alone)
    return Found(alone, "answered", hit, blocks, again=True)


def _within(
    previous: Service, understood: Understood, reader: Reader, alone: SearchResult
) -> SearchResult:
    """What the question finds after the title of what was spoken about."""
    language = understood.question_language
    title = _bare_title(previous, language)
    return reader.search.following(understood.text, language, alone, title, _CONTEXT)


def _blocks(
    hit: ServiceHit, understood: Understood, reader: Reader, result: SearchResult
) -> tuple[BlockHit, ...]:
    return reader.search.blocks(hit, understood.text, understood.question_language, result)


def _bare_title(service: Service, language: str) -> str:
    """A title without what is in brackets."""
    text = service.texts.get(language, service.texts[ORIGINAL])
    return re.sub(r"\s*\([^)]*\)", "", text.title)


def _says_nothing(understood: Understood, reader: Reader) -> bool:
    """Whether a question ("where must I go?") asks for a section, but not of what."""
    return bool(understood.sections) and all(
        reader.search.topic_share(word, understood.question_language) >= _COMMON
        for word in understood.topic_words
    )


def asked_section(service: Service, understood: Understood, found: Found) -> SectionName | None:
    """The section that the question is about; of several cues, the one whose text is nearest.

    "When must I *pay*?" has cues of deadline and cost.
    """
    there = [name for name in understood.sections if service.texts[ORIGINAL].section(name)]
    if "duration" in understood.sections and "deadline" not in understood.sections:
        # "How long do I have?" and "how long does it take?" often sound alike.
        there += [name for name in ("deadline",) if service.texts[ORIGINAL].section(name)]
    if "procedure" in there and "notes" in there:
        there.remove("notes")  # "how do I renew it?" asks for the way
    if not there:
        return next(iter(understood.sections), None)
    near = (_section_of(hit.part) for hit in found.blocks)
    return next((name for name in near if name in there), there[0])


def told_sections(understood: Understood, found: Found) -> list[SectionName]:
    """The section that answers a question about a service of which an overview was shown before.

    Two if the second one is nearly as near; none if nothing was asked ("yes", "tell me more").
    """
    if not understood.sections and not understood.topic_words:
        return []
    scores: dict[SectionName, float] = {}
    for hit in found.blocks:
        if name := _section_of(hit.part):
            scores.setdefault(name, hit.score)
    for name in scores:
        scores[name] += _CUE * (name in understood.sections) - _SEEN * (name == "summary")
    near = sorted(scores, key=lambda name: -scores[name])[:2]
    return [name for name in near if scores[name] >= scores[near[0]] - _NEARLY]


def lead_block(service: Service, found: Found) -> Lead | None:
    """The paragraph, or the list that no overview shows, that the question is about, if one stands out."""
    least = max(_LEAD, found.blocks[0].score - _LEAD_BEHIND) if found.blocks else 1
    for hit in found.blocks:
        name = _section_of(hit.part)
        section = service.texts[ORIGINAL].section(name) if name else None
        if hit.score < least:
            break
        if section is None or name in _NO_LEAD:
            continue
        if name not in _LISTED or section.blocks[hit.block].kind == "paragraph":
            return Lead(section.name, hit.block)
    return None


def _section_of(part: str) -> SectionName | None:
    return next((name for name in SECTION_NAMES if part == f"section:{name}"), None)
