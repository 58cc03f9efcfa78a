"""What the searches make of the examples that conversations are learned from."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot import follow_up
from bot.follow_up import FollowUp, Previous
from bot.phrases import PhraseBook
from bot.retrieve import Reader
from bot.section_choice import Asked
from bot.topic import Evidence
from bot.understand import understand
from knowledge.detection import LanguageDetector
from knowledge.search import ServiceHit
from tests.bench.conversation_turns import Example, examples

STAYS, SHIFTS, ALONE, FOREIGN = range(4)
_CLASSES = {"section": STAYS, "detail": STAYS, "shift": SHIFTS}


@dataclass(frozen=True)
class Seen:
    """An example with what the searches made of it."""

    example: Example
    #: None if it is the first turn of a dialogue.
    evidence: Evidence | None
    #: Of the expected service; None if no section is known.
    asked: Asked | None
    #: The follow-up classifier's features, and its class.
    inputs: NDArray[np.float64]
    follow_up: int


def look(reader: Reader, detector: LanguageDetector, book: PhraseBook) -> Iterator[Seen]:
    """Search for every example as the bot does."""
    search, undecided = reader.search, FollowUp(0.25, 0.25, 0.25, 0.25)
    for one in examples(sorted(reader.snapshot.knowledge.services)):
        understood = understand(one.request, detector, reader.vocabulary, book, "en")
        question = understood.text, understood.question_language
        alone = search(*question)
        asked, evidence, inputs = None, None, np.zeros(0)
        if one.sections:
            hit = ServiceHit(one.services[0], None, 0.0, 0.0, 0.0)
            asked = Asked(understood, alone.centred, search.blocks(hit, *question, alone))
        if previous := understood.previous_service:
            title = search.title(previous, understood.question_language)
            within = search.following(*question, alone, title, follow_up.CONTEXT)
            evidence = Evidence(understood, alone, within, undecided, search, reader.neighbours)
            known = Previous.of(previous, understood, alone, search)
            inputs = follow_up.features(understood, alone, known)
        yield Seen(one, evidence, asked, inputs, _class(one, evidence))


def _class(example: Example, evidence: Evidence | None) -> int:
    """A dialogue's turn that is about another service stands alone if it finds that by itself."""
    if not example.services:
        return FOREIGN
    if example.kind != "dialogue" or evidence is None:
        return _CLASSES.get(example.kind, ALONE)
    if evidence.understood.previous_service in example.services:
        return STAYS
    return ALONE if evidence.alone.services[0].service in example.services else SHIFTS
