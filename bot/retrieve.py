"""Retrieval: which service, FAQ, section and paragraph a question is about, if it is about any."""

from dataclasses import dataclass, replace

from bot.compose import Lead
from bot.follow_up import CONTEXT, FollowUpClassifier, Previous
from bot.phrases import PhraseBook
from bot.schema import Outcome
from bot.section_choice import Asked, SectionChoice, section_of
from bot.topic import Evidence, Topic, TopicChoice
from bot.understand import Understood, Vocabulary
from knowledge.detection import LanguageDetector
from knowledge.embedding import Embedder, Vector
from knowledge.languages import ORIGINAL
from knowledge.neighbours import Neighbours
from knowledge.records import SectionName, Service
from knowledge.search import BlockHit, Search, SearchResult, ServiceHit
from knowledge.snapshot import Snapshot

#: A paragraph leads the answer from this score on, if no other block is better by more than that.
_LEAD = 0.35
_LEAD_BEHIND = 0.02
#: ... and from this one on in a section that is meant.
_LEAD_MEANT = 0.3
#: From this probability on a section is meant, whatever the words point to.
_MEANT = 0.9
#: Sections that an overview shows anyway, or that lead nobody further.
_NO_LEAD = frozenset({"summary", "contact", "legal"})
#: The second likeliest section is shown too if it is this likely beside the first.
_ALSO = 0.25
#: The first answer about a service is one section alone from this probability on; some never are.
_STANDS_OUT = 0.5
#: A question that no known word of is about a section or a topic ("c'est où ?") asks for one from here on.
_WITHOUT_A_WORD = 0.85
_OVERVIEW = frozenset({"summary", "procedure", "notes"})
#: Sections whose lists an overview shows.
_LISTED = frozenset({"procedure", "documents"})
#: From this probability on a question goes back to what was said.
_GOES_BACK = 0.2
#: An answer to a choice is not longer, in words; how much the titles of the choices weigh beside it.
_SHORT = 5
_OFFERED = 0.5
#: A service that was offered is meant if it is not further behind the best.
_OFFERED_BEHIND = 0.1
#: "Something" is clear if the first service is that far ahead.
_CLEAR = 0.2
#: A question that goes back, or an answer to a choice, is searched for within what was said if that is this
#: sure; confidence was learned on other ones.
_FOLLOWED = 0.3
#: What is nobody's business is refused from this probability on, however sure the search is of a service.
_NOBODYS = 0.8
#: A word that this share of the services use names nothing.
_COMMON = 0.5


@dataclass(frozen=True)
class Reader:
    """An opened snapshot with its search; replaced as a whole when a new one is published."""

    snapshot: Snapshot
    search: Search
    vocabulary: Vocabulary
    neighbours: Neighbours
    follow_up: FollowUpClassifier
    topic: TopicChoice
    sections: SectionChoice

    @classmethod
    def of(
        cls, snapshot: Snapshot, embedder: Embedder, book: PhraseBook, detector: LanguageDetector
    ) -> "Reader":
        """A reader of a snapshot."""
        return cls(
            snapshot,
            Search(snapshot, embedder),
            Vocabulary.of(snapshot.knowledge, book, detector),
            Neighbours.of(snapshot),
            FollowUpClassifier.load(),
            TopicChoice.load(),
            SectionChoice.load(),
        )


@dataclass(frozen=True)
class Found:
    """What retrieval came to."""

    result: SearchResult
    outcome: Outcome
    hit: ServiceHit | None = None
    #: Blocks of what was hit, the one that the question is nearest to first.
    blocks: tuple[BlockHit, ...] = ()
    #: Its sections, the one that is most likely asked for first, with their probabilities.
    sections: tuple[tuple[SectionName, float], ...] = ()
    #: Goes on about the same service, of which an overview was shown before.
    again: bool = False

    def nearness(self) -> dict[tuple[SectionName, int], float]:
        """Of each block of a section, how near the question is to it."""
        named = ((section_of(hit.part), hit) for hit in self.blocks)
        return {(name, hit.block): hit.score for name, hit in named if name}


def retrieve(understood: Understood, vector: Vector, reader: Reader) -> Found:
    """Search with the question's own embedding; decide between answer, choice and refusal."""
    result = reader.search.with_vector(understood.text, understood.question_language, vector)
    # The client says what was spoken about; a service may be gone since, or never have been there.
    services = reader.snapshot.knowledge.services
    known = tuple(one for one in understood.previous_services if one in services)
    understood = replace(understood, previous_services=known)
    if hit := _choice(understood, result, reader):
        return _answered(hit, understood, reader, result)
    if understood.back and (hit := _earlier(understood, result)):
        return _answered(hit, understood, reader, result, again=True)
    if understood.previous_service:
        return _goes_on(understood, result, reader)
    return _alone(understood, result, reader)


def _alone(understood: Understood, result: SearchResult, reader: Reader) -> Found:
    """What a question finds that nothing was said before."""
    confidence = reader.snapshot.confidence
    if not result.services or result.confidence < confidence.clarify:
        return Found(result, "no_answer")
    several = result.features.margin < _CLEAR
    unclear = (understood.vague and several) or _says_nothing(understood, reader)
    if result.confidence < confidence.answer or unclear:
        return Found(result, "clarify")
    return _answered(result.services[0], understood, reader, result)


def _goes_on(understood: Understood, alone: SearchResult, reader: Reader) -> Found:
    """What a question finds in a conversation: the service spoken about, a neighbour or something new."""
    search, language = reader.search, understood.question_language
    answer = reader.snapshot.confidence.answer
    last = understood.previous_services[0]
    spoken_about = ServiceHit(last, None, 0.0, 0.0, 0.0)
    if understood.offered:  # is about what was spoken about, whatever else its words resemble
        found = _answered(spoken_about, understood, reader, alone, again=True)
        return replace(found, sections=((understood.offered, 1.0),))
    if understood.sections and not understood.topic_words:
        # "And how long does that take?" names nothing new.
        return _answered(spoken_about, understood, reader, alone, again=True)
    follow_up = reader.follow_up(understood, alone, Previous.of(last, understood, alone, search))
    title = search.title(last, language)
    within = search.following(understood.text, language, alone, title, CONTEXT)
    evidence = Evidence(understood, alone, within, follow_up, search, reader.neighbours)
    service, probability = _chosen(reader.topic(evidence), understood)
    if service is None:
        asks = alone.confidence >= answer and probability < _NOBODYS
        return _alone(understood, alone, reader) if asks else Found(alone, "no_answer")
    if service in understood.previous_services:
        return _answered(_unit(service, alone, within), understood, reader, alone, again=True)
    if understood.vague or probability < answer:
        return _alone(understood, alone, reader)
    goes_back = follow_up.goes_back > _GOES_BACK and within.confidence >= _FOLLOWED
    result = within if goes_back else alone
    every = (*result.services, *alone.services, *within.services)
    hit = next(hit for hit in every if hit.service == service)
    return _answered(hit, understood, reader, result)


def _chosen(topic: Topic, understood: Understood) -> tuple[str | None, float]:
    """The likeliest service and its probability; what is taken back was not about the last one."""
    taken_back = (
        understood.previous_service if understood.corrects and understood.topic_words else ""
    )
    pairs = zip(topic.services, topic.probabilities, strict=True)
    return next((service, share) for service, share in pairs if service != taken_back)


def _unit(service: str, alone: SearchResult, within: SearchResult) -> ServiceHit:
    """The service itself, or its FAQ that the question finds both by itself and after the title."""
    found = [
        next((hit.faq for hit in result.services if hit.service == service), None)
        for result in (alone, within)
    ]
    return ServiceHit(service, found[0] if found[0] == found[1] else None, 0.0, 0.0, 0.0)


def _choice(understood: Understood, result: SearchResult, reader: Reader) -> ServiceHit | None:
    """What is meant after a choice was offered: by its place, or what a short answer leads to."""
    offered = [one for one in understood.choices if one in reader.snapshot.knowledge.services]
    if understood.choice in offered:
        return ServiceHit(understood.choice, None, 0.0, 0.0, 0.0)
    if not offered or not understood.topic_words or len(understood.words) > _SHORT:
        return None
    # "My car" to "register your home, register a business" is about registering, too.
    language = understood.question_language
    titles = ", ".join(reader.search.title(service, language) for service in offered)
    within = reader.search.following(understood.text, language, result, titles, _OFFERED)
    if within.confidence < _FOLLOWED:
        return None
    least = within.services[0].score - _OFFERED_BEHIND
    near = (hit for hit in within.services if hit.score >= least and hit.service in offered)
    return next(near, within.services[0])


def _earlier(understood: Understood, result: SearchResult) -> ServiceHit | None:
    """The best of the services that were spoken about."""
    return next(
        (hit for hit in result.services if hit.service in understood.previous_services), None
    )


def _answered(
    hit: ServiceHit,
    understood: Understood,
    reader: Reader,
    result: SearchResult,
    *,
    again: bool = False,
) -> Found:
    """An answer about a unit, with its blocks and the sections that are asked for."""
    question = understood.text, understood.question_language
    blocks = reader.search.blocks(hit, *question, result)
    sections = reader.sections(Asked(understood, result.centred, blocks))
    return Found(result, "answered", hit, blocks, tuple(sections), again)


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
    near = (section_of(hit.part) for hit in found.blocks)
    return next((name for name in near if name in there), there[0])


def told_sections(understood: Understood, found: Found) -> list[SectionName]:
    """The sections that answer on their own: the likeliest, and a second one that is nearly as likely.

    None, so that an overview is given, if nothing was asked ("tell me more"), or if the service was not
    spoken about before and no word asks for a section that an overview does not show anyway.
    """
    if not found.sections:
        return []
    first, likeliest = found.sections[0]
    if not (understood.sections or understood.topic_words) and likeliest < _WITHOUT_A_WORD:
        return []
    asked_for = first in understood.sections and likeliest >= _STANDS_OUT
    if not found.again and (not asked_for or first in _OVERVIEW):
        return []
    return [name for name, share in found.sections[:2] if share >= _ALSO * likeliest]


def meant_section(found: Found) -> SectionName | None:
    """The section that is so likely to be asked for that it needs no word for it."""
    name, share = next(iter(found.sections), ("summary", 0.0))
    return name if share >= _MEANT else None


def lead_block(service: Service, understood: Understood, found: Found) -> Lead | None:
    """The paragraph, or the list that no overview shows, that the question is about, if one stands out.

    If the question asks how it is done, the steps come before a paragraph beside them.
    """
    least = max(_LEAD, found.blocks[0].score - _LEAD_BEHIND) if found.blocks else 1
    asked = found.sections[0][0] if found.sections else None
    meant = meant_section(found)
    for hit in found.blocks:
        name = section_of(hit.part)
        section = service.texts[ORIGINAL].section(name) if name else None
        if section is None or name in _NO_LEAD:
            continue
        likely = name == meant and hit.score >= _LEAD_MEANT
        if name not in _LISTED and name == asked and (name in understood.sections or likely):
            return Lead(section.name, hit.block)
        if hit.score < least:
            continue
        if name not in _LISTED or section.blocks[hit.block].kind == "paragraph":
            first = name != "procedure" or name not in understood.sections
            return Lead(section.name, hit.block, first)
    return None
