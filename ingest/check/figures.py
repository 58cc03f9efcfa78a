"""How much content there is, and how much of it is translated."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from math import inf
from typing import Self

from ingest.check.content import Content
from ingest.check.facts import last_day, used_sources
from ingest.check.finding import Finding
from knowledge.languages import SIMPLE, SUPPORTED
from knowledge.passages import passages

#: Names of the ages, each with the days below which it is so old.
_AGES = {"half": 183, "one": 366, "two": 731, "three": 1096, "five": 1827, "more": inf}
AGES = tuple(_AGES)


@dataclass(frozen=True, slots=True)
class LanguageFigures:
    """Texts (services and FAQs) of one language by status."""

    original: int
    reviewed: int
    machine: int
    missing: int
    #: Of the ones that are there: texts in files that translate an older German text.
    outdated: int
    aliases: int

    #: Of the outdated ones, those that a person has reviewed.
    outdated_reviewed: int

    @property
    def states(self) -> dict[str, int]:
        """Each text once: as new as the German one, outdated, or missing."""
        return {
            "reviewed": self.reviewed - self.outdated_reviewed,
            "machine": self.machine - (self.outdated - self.outdated_reviewed),
            "outdated": self.outdated,
            "missing": self.missing,
        }


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of the content."""

    services: int
    elsewhere: int
    faqs: int
    passages: int
    #: Plain-language texts.
    simple: int
    languages: dict[str, LanguageFigures]
    #: Sources by their age, and those of them that are older than they may be.
    ages: dict[str, int]
    old: dict[str, int]

    @classmethod
    def of(cls, content: Content, findings: Sequence[Finding], today: date, days: int) -> Self:
        """Count; what is outdated was found before. A source older than ``days`` is old."""
        knowledge = content.knowledge
        old = {finding.file for finding in findings if finding.check == "outdated"}
        languages = {}
        for code in SUPPORTED:
            own = [text for text in content.texts if text.language == code]
            status = Counter(text.status for text in own)
            languages[code] = LanguageFigures(
                status["original"],
                status["reviewed"],
                status["machine"],
                len(content.originals) - len(own),
                sum(text.file in old for text in own),
                sum(len(text.aliases) for text in own),
                sum(text.file in old for text in own if text.status == "reviewed"),
            )
        ages = [(today - last_day(source.as_of)).days for _, _, source in used_sources(content)]
        elsewhere = sum(service.elsewhere for service in knowledge.services.values())
        return cls(
            services=len(knowledge.services) - elsewhere,
            elsewhere=elsewhere,
            faqs=len(knowledge.faqs),
            passages=len(passages(knowledge)),
            simple=sum(text.language == SIMPLE for text in content.texts),
            languages=languages,
            ages=_by_age(ages),
            old=_by_age(age for age in ages if age > days),
        )

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return asdict(self)


def _by_age(ages: Iterable[int]) -> dict[str, int]:
    names = Counter(next(name for name, days in _AGES.items() if age < days) for age in ages)
    return {name: names[name] for name in AGES}
