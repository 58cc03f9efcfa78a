"""What must happen before a question is answered; bot/guard/replies.py does it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from bot.guard.danger import Classifier, Danger, DangerDetector
from bot.guard.data import GuardCues, read_cues
from bot.guard.personal import PersonalData, redact
from bot.guard.places import Places, Scope
from bot.schema import ChatRequest
from knowledge.cues import Cues
from knowledge.embedding import Vector
from knowledge.takeover import Takeover

#: Insults of these languages are known to everybody.
_EVERYBODYS = ("de", "en")


@dataclass(frozen=True, slots=True)
class Safe:
    """A request without personal data, and what kinds its question (not its history) had."""

    request: ChatRequest
    personal: frozenset[PersonalData]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the guard found in a question."""

    danger: Danger | None
    #: Danger is likely, but the question may be an ordinary one.
    doubtful: bool
    #: Danger is possible, not likely.
    perhaps: bool
    abuse: bool
    takeover: bool
    #: German name of another city, and whether the question is about that one only.
    city: tuple[str, Scope] | None
    legal_advice: bool
    personal: frozenset[PersonalData]

    @property
    def kinds(self) -> tuple[str, ...]:
        """What was found, as labels of a metric."""
        found = {
            f"danger_{self.danger}": self.danger,
            "danger_perhaps": self.perhaps,
            "abuse": self.abuse,
            "takeover": self.takeover,
            "other_city": self.city,
            "legal_advice": self.legal_advice,
        }
        return (
            *(kind for kind, there in found.items() if there),
            *(f"personal_{kind}" for kind in sorted(self.personal)),
        )


def without_personal_data(request: ChatRequest) -> Safe:
    """The request as everything else may read it: search, log and language model."""
    question = redact(request.message)
    history = tuple(
        turn.model_copy(update={"text": redact(turn.text).text}) for turn in request.history
    )
    update = {"message": question.text, "history": history}
    return Safe(request.model_copy(update=update), question.kinds)


class Guard:
    """Looks at a question; stateless."""

    def __init__(self, cues: GuardCues, classifier: Classifier | None, places: Places) -> None:
        """``classifier``: None if there is none for the model; then words alone tell danger."""
        self.learned = classifier is not None
        self._danger = DangerDetector(classifier, cues.danger)
        self._cues = cues
        self._takeover = Takeover()
        self._places = places

    @classmethod
    def load(cls, fingerprint: str) -> Self:
        """The shipped guard, for the model with this fingerprint."""
        classifier = Classifier.load()
        fits = classifier.fingerprint == fingerprint
        return cls(read_cues(), classifier if fits else None, Places.load())

    def __call__(
        self, question: Safe, words: Sequence[str], languages: Sequence[str], vector: Vector
    ) -> Verdict:
        """Judge a question.

        ``words``: folded. ``languages``: the question's own, then the one that it is answered in.
        ``vector``: the question's raw embedding.
        """
        abuse = _named(self._cues.abuse, words, (*languages, *_EVERYBODYS))
        takeover = self._takeover(question.request.message)
        suspicion = self._danger(words, languages, vector)
        if (abuse or takeover) and not self._danger.cue(words, languages):
            suspicion = None  # an insult sounds like a threat, and so does an order to the bot
        certainty = suspicion.certainty if suspicion else None
        return Verdict(
            danger=suspicion.kind if suspicion and certainty != "possible" else None,
            doubtful=certainty == "likely",
            perhaps=certainty == "possible",
            abuse=abuse,
            takeover=takeover,
            city=self._places(words),
            legal_advice=_named(self._cues.legal_advice, words, languages),
            personal=question.personal,
        )


def _named(cues: Mapping[str, Cues], words: Sequence[str], languages: Sequence[str]) -> bool:
    return any(cues[code].best(words) for code in languages if code in cues)
