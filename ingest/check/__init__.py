"""Checks of the content: each a function from the content to its findings."""

from collections.abc import Iterator
from datetime import date

from ingest.check import amounts, facts, links, names, plain, translations
from ingest.check.content import Content
from ingest.check.finding import SEVERITIES, Finding
from knowledge.detection import LanguageDetector


def run(content: Content, detector: LanguageDetector, today: date, days: int) -> list[Finding]:
    """Everything that needs neither network nor snapshot, the worst first."""

    def found() -> Iterator[Finding]:
        yield from links.malformed(content)
        yield from translations.missing(content)
        yield from translations.outdated(content)
        yield from translations.other_facts(content)
        yield from translations.wrong_language(content, detector)
        yield from plain.added_numbers(content)
        yield from plain.long_sentences(content)
        yield from facts.unsourced(content)
        yield from facts.old(content, today, days)
        yield from facts.undated(content)
        yield from facts.empty(content)
        yield from facts.invisible(content)
        yield from facts.garbled(content)
        yield from facts.hard(content)
        yield from facts.offline(content)
        yield from amounts.contradictions(content)
        yield from names.shared_aliases(content)

    return worst_first(found())


def worst_first(findings: Iterator[Finding] | list[Finding]) -> list[Finding]:
    """Errors, then warnings, then notices; otherwise as they were found."""
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
