"""The content that Hanni ships: complete in ten languages, sourced, with the same numbers.

What every content must keep is checked by the functions of ``hanni check``.
"""

from datetime import date
from urllib.parse import urlsplit

import pytest

from ingest.check import run
from ingest.check.content import Content
from ingest.check.finding import Finding
from ingest.check.links import urls
from ingest.check.parallel import numbers
from ingest.check.plain import simple_texts
from knowledge.detection import LanguageDetector
from knowledge.languages import ORIGINAL, SUPPORTED
from knowledge.records import Knowledge
from knowledge.settings import CONTENT_FOLDER

#: What may be found: a reader must look now and then, and not everything can be done online.
ALLOWED = {"old", "undated", "offline"}
HOSTS = (
    # the city's own
    "hannover.de", "hannover.gov.de", "hannover-stadt.de", "hannover-sauber.de", "wahlen-hannover.de",
    "kinderbetreuung-hannover.de",
    # public bodies
    "115.de", "aha-region.de", "arbeitsagentur.de", "bafoeg-digital.de", "deutsche-rentenversicherung.de",
    "elster.de", "elterngeld-digital.de", "familienkasse.de", "fuehrungszeugnis.bund.de",
    "niedersachsen.de", "onlinewache.polizei.de", "personalausweisportal.de", "rundfunkbeitrag.de",
    "uestra.de", "verbraucherzentrale-niedersachsen.de", "wohnsitzanmeldung.gov.de",
    # a newspaper, as a source
    "haz.de",
)  # fmt: skip


@pytest.fixture(scope="module")
def content(knowledge: Knowledge) -> Content:
    return Content(CONTENT_FOLDER, knowledge)


@pytest.fixture(scope="module")
def findings(content: Content, detector: LanguageDetector) -> list[Finding]:
    return run(content, detector, date(2026, 11, 22), 730)


def test_nothing_is_found_that_must_not_be(findings: list[Finding]) -> None:
    """Numbers, sources, languages, translations, plain language, aliases, amounts, links."""
    assert [finding for finding in findings if finding.check not in ALLOWED] == []


def test_the_catalogue_is_complete(knowledge: Knowledge) -> None:
    own = [service for service in knowledge.services.values() if not service.elsewhere]
    assert len(own) == 64
    assert len(knowledge.services) - len(own) == 15
    assert len(knowledge.faqs) == 47
    assert all(set(service.texts) == set(SUPPORTED) for service in knowledge.services.values())
    assert all(set(faq.texts) == set(SUPPORTED) for faq in knowledge.faqs.values())


def test_what_the_city_does_not_do_names_who_does(knowledge: Knowledge) -> None:
    for service in knowledge.services.values():
        if service.elsewhere:
            assert [section.name for section in service.texts[ORIGINAL].sections] == ["summary"]
            assert service.office.name


def test_the_unproved_rate_is_nowhere_stated(content: Content) -> None:
    """The council's decision on the rate after 2024 was not found; 900 was only a proposal."""
    for text in content.texts:
        about = getattr(text.record, "service", text.record.id)
        if about.startswith("grundsteuer"):
            for _, item in text.lines():
                assert not {"900", "600"} & set(numbers(item.text)), item.text


def test_links_are_the_citys_own_or_known_ones(content: Content) -> None:
    for url, file in urls(content):
        host = urlsplit(url).hostname or ""
        assert any(host == known or host.endswith(f".{known}") for known in HOSTS), (file, url)


def test_the_most_asked_services_are_there_in_plain_language(content: Content) -> None:
    assert len(simple_texts(content)) >= 15
