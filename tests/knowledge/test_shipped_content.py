"""The content that Hanni ships: complete in ten languages, sourced, with the same numbers."""

import re

import frontmatter
import pytest

from knowledge.content import fingerprint
from knowledge.detection import LanguageDetector
from knowledge.languages import ORIGINAL, SUPPORTED
from knowledge.records import Block, Faq, Knowledge, Service, ServiceText
from knowledge.settings import CONTENT_FOLDER
from knowledge.text import fold

TRANSLATIONS = [code for code in SUPPORTED if code != ORIGINAL]
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


def numbers(text: str) -> list[str]:
    """Numbers with Western digits, thousands and decimal marks ignored."""
    return sorted(re.sub(r"\D", "", number) for number in re.findall(r"\d[\d.,]*", fold(text)))


def blocks_of(record: Service | Faq, language: str) -> list[Block]:
    text = record.texts[language]
    if isinstance(record, Faq):
        return list(record.texts[language].blocks)
    assert not hasattr(text, "blocks")
    return [block for section in record.texts[language].sections for block in section.blocks]


def without_german_terms(text: str) -> str:
    return re.sub(r"\([^)]*\)", " ", text)


def records(knowledge: Knowledge) -> list[Service | Faq]:
    return [*knowledge.services.values(), *knowledge.faqs.values()]


def test_the_catalogue_is_complete_in_ten_languages(knowledge: Knowledge) -> None:
    own = [service for service in knowledge.services.values() if not service.elsewhere]
    assert len(own) == 64
    assert len(knowledge.services) - len(own) == 15
    assert len(knowledge.faqs) == 47
    for record in records(knowledge):
        assert set(record.texts) == set(SUPPORTED)


def test_what_the_city_does_not_do_names_who_does(knowledge: Knowledge) -> None:
    for service in knowledge.services.values():
        if service.elsewhere:
            assert [section.name for section in service.texts[ORIGINAL].sections] == ["summary"]
            assert service.office.name


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_has_the_same_numbers(knowledge: Knowledge, language: str) -> None:
    for record in records(knowledge):
        pairs = zip(blocks_of(record, ORIGINAL), blocks_of(record, language), strict=True)
        for german, translated in pairs:
            for one, other in zip(german.items, translated.items, strict=True):
                assert numbers(one.text) == numbers(other.text), (record.id, other.text)


@pytest.mark.parametrize("language", list(SUPPORTED))
def test_a_text_is_in_its_language(
    knowledge: Knowledge, detector: LanguageDetector, language: str
) -> None:
    for service in knowledge.services.values():
        for section in service.texts[language].sections:
            if section.name == "contact":  # names of offices and addresses stay German
                continue
            text = without_german_terms(section.text)
            if len(text) > 120:  # German names weigh less in longer texts
                assert detector(text).language == language, text
    for faq in knowledge.faqs.values():
        text = without_german_terms(faq.texts[language].blocks[0].text)
        assert detector(text).language == language, text


def test_every_number_has_a_source_with_a_date(knowledge: Knowledge) -> None:
    for record in records(knowledge):
        for block in blocks_of(record, ORIGINAL):
            for item in block.items:
                if numbers(item.text):
                    assert item.sources, (record.id, item.text)
        assert all(source.as_of for source in record.sources.values())


def test_the_unproved_rate_is_nowhere_stated(knowledge: Knowledge) -> None:
    """The council's decision on the rate after 2024 was not found; 900 was only a proposal."""
    for record in records(knowledge):
        about = record.service if isinstance(record, Faq) else record.id
        for language in record.texts if about.startswith("grundsteuer") else ():
            for block in blocks_of(record, language):
                assert not {"900", "600"} & set(numbers(block.text)), block.text


def test_links_are_the_citys_own_or_known_ones(knowledge: Knowledge) -> None:
    for service in knowledge.services.values():
        pages = [service.portal.url] if service.portal else []
        urls = [*pages, service.online_url, *(s.url for s in service.sources.values())]
        for url in filter(None, urls):
            host = re.fullmatch(r"https://([^/:?#]+)(/\S*)?", url)
            assert host, url
            assert any(host[1] == known or host[1].endswith(f".{known}") for known in HOSTS), url
            assert "utm_" not in url


def test_no_alias_belongs_to_two_services(knowledge: Knowledge) -> None:
    for language in SUPPORTED:
        owner: dict[str, str] = {}
        for service in knowledge.services.values():
            for alias in service.texts[language].aliases:
                assert owner.setdefault(fold(alias), service.id) == service.id, alias


def test_no_translation_is_older_than_its_german_text() -> None:
    """A translation names the fingerprint of the text that it translates."""
    for original in CONTENT_FOLDER.glob("*/*/de.md"):
        german = fingerprint(frontmatter.parse(original.read_text(encoding="utf-8"))[1])
        for path in original.parent.glob("*.md"):
            if path != original:
                front = frontmatter.parse(path.read_text(encoding="utf-8"))[0]
                assert front["translates"] == german, f"{path}: translate it again: {german}"


def test_nothing_invisible_is_in_the_texts(knowledge: Knowledge) -> None:
    """Bidi controls and zero-width characters; the widget isolates numbers itself."""
    invisible = re.compile("[\u00ad\u200b\u200d-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
    for record in records(knowledge):
        for language in record.texts:
            for block in blocks_of(record, language):
                assert not invisible.search(block.text), (record.id, language, block.text)


_NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(
        [
            "ein",
            "zwei",
            "drei",
            "vier",
            "fünf",
            "sechs",
            "sieben",
            "acht",
            "neun",
            "zehn",
            "elf",
            "zwölf",
        ],
        1,
    )
}
_LONGEST_SENTENCE = 14


def simple_texts(knowledge: Knowledge) -> list[tuple[Service, ServiceText]]:
    return [(s, s.simple) for s in knowledge.services.values() if s.simple]


def test_the_most_asked_services_are_there_in_plain_language(knowledge: Knowledge) -> None:
    assert len(simple_texts(knowledge)) >= 15


def test_plain_language_adds_no_number_and_names_its_sources(knowledge: Knowledge) -> None:
    for service, simple in simple_texts(knowledge):
        for section in simple.sections:
            german = service.texts[ORIGINAL].section(section.name)
            assert german
            # "ein" in "eine Woche": German inflects its numbers.
            words = re.findall(r"\w+", german.text.lower())
            known = {_NUMBER_WORDS[w] for w in words if w in _NUMBER_WORDS}
            known |= {"1" for w in words if re.fullmatch(r"ein(e[rsnm]?|mal|s)?", w)}
            known |= set(numbers(german.text))
            for block in section.blocks:
                for item in block.items:
                    assert set(numbers(item.text)) <= known, (service.id, item.text)
                    assert item.sources or not numbers(item.text), (service.id, item.text)


def test_plain_language_has_short_sentences(knowledge: Knowledge) -> None:
    for service, simple in simple_texts(knowledge):
        for section in simple.sections:
            for block in section.blocks:
                for item in block.items:
                    for sentence in re.split(r"(?<=[!?:])\s+|(?<=[^\d\s]\.)\s+", item.text):
                        length = len(sentence.split())
                        assert length <= _LONGEST_SENTENCE, (service.id, sentence)
