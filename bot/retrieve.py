"""Retrieval: which service, FAQ, section and paragraph a question is about, if it is about any."""

from dataclasses import dataclass
from itertools import chain

from bot.compose import Lead
from bot.german_terms import GermanTerms
from bot.phrases import PhraseBook
from bot.romanised import Romanised
from bot.schema import Outcome
from bot.understand import Understood, Vocabulary
from knowledge.confidence import Confidence
from knowledge.embedding import Embedder, Vector
from knowledge.languages import ORIGINAL
from knowledge.offtopic import read_offtopic
from knowledge.records import SECTION_NAMES, SectionName, Service
from knowledge.search import Search, SearchResult, ServiceHit
from knowledge.snapshot import Snapshot

#: A paragraph leads the answer from this score on, if no other block is better by more than that.
_LEAD = 0.35
_LEAD_BEHIND = 0.02
#: Sections that an overview shows anyway, or that lead nobody further.
_NO_LEAD = frozenset({"summary", "contact", "legal"})
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
class Found:
    """What retrieval came to."""

    result: SearchResult
    outcome: Outcome
    hit: ServiceHit | None = None


def retrieve(
    understood: Understood, vector: Vector, reader: Reader, confidence: Confidence
) -> Found:
    """Search with the question's own embedding; decide between answer, choice and refusal."""
    result = reader.search.with_vector(understood.text, understood.question_language, vector)
    previous = understood.previous_service
    if (
        previous in reader.snapshot.knowledge.services
        and understood.sections
        and len(understood.words) <= _FOLLOW_UP_WORDS
        and not _names_its_topic(understood, result, reader.search)
    ):
        return Found(result, "answered", ServiceHit(previous, None, 0.0, 0.0, 0.0))
    if not result.services or result.confidence < confidence.clarify:
        return Found(result, "no_answer")
    if result.confidence < confidence.answer or _says_nothing(understood, reader):
        return Found(result, "clarify")
    return Found(result, "answered", result.services[0])


def _names_its_topic(understood: Understood, result: SearchResult, search: Search) -> bool:
    """Whether the question says what it is about, so that it goes back to nothing."""
    language = understood.question_language
    shares = [search.topic_share(word, language) for word in understood.topic_words]
    if any(0 < share <= _TOPIC_SHARE for share in shares):
        return True
    return 0.0 in shares and result.confidence >= _OWN_TOPIC


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
    if not there:
        return next(iter(understood.sections), None)
    if found.result.services and found.hit is found.result.services[0]:
        for hit in found.result.blocks:
            if (name := _section_of(hit.part)) in there:
                return name
    return there[0]


def lead_paragraph(service: Service, found: Found) -> Lead | None:
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
