"""How much content there is, and how much of it is translated."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Self

from ingest.check.content import Content
from ingest.check.finding import Finding
from knowledge.languages import SIMPLE, SUPPORTED
from knowledge.passages import passages


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

    @property
    def all(self) -> int:
        """There or missing; never 0, so that shares can be told."""
        return max(1, self.original + self.reviewed + self.machine + self.missing)


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

    @classmethod
    def of(cls, content: Content, findings: Sequence[Finding]) -> Self:
        """Count; what is outdated was found before."""
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
            )
        elsewhere = sum(service.elsewhere for service in knowledge.services.values())
        return cls(
            services=len(knowledge.services) - elsewhere,
            elsewhere=elsewhere,
            faqs=len(knowledge.faqs),
            passages=len(passages(knowledge)),
            simple=sum(text.language == SIMPLE for text in content.texts),
            languages=languages,
        )

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return asdict(self)
