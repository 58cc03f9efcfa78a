"""The page that the window stands on gives the first questions their topic."""

import pytest

from bot.page_topic import about_page, page_starters, service_of_page
from bot.phrases import PhraseBook
from bot.pipeline import Pipeline
from bot.schema import ChatRequest, Turn
from knowledge.languages import SUPPORTED
from knowledge.records import Knowledge

BOOK = PhraseBook.load()
CITY = "https://www.stadt.example"


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/leistungen/hundesteuer-anmelden.html", "hundesteuer"),
        ("/leistungen/Reisepass", "reisepass"),
        ("/leistungen/reisepass-fuer-ein-kind", "reisepass-kind"),
        ("/dienste/F%C3%BChrungszeugnis/12345", "fuehrungszeugnis"),
        ("/reisepass/ausweise/aktuelles/2026", None),  # a category far from the end
        ("/kindergeld", None),  # not the city's
        ("/", None),
        ("", None),
        ("/termin", None),  # one word of two
    ],
)
def test_the_end_of_an_address_names_its_service(
    knowledge: Knowledge, path: str, service: str | None
) -> None:
    found = service_of_page(CITY + path, knowledge)
    assert (found and found.id) == service


def test_a_service_s_own_page_in_the_portal_is_known(knowledge: Knowledge) -> None:
    pages = {s.portal.url: s.id for s in knowledge.services.values() if s.portal}
    own = [s for s in knowledge.services.values() if s.portal and s.portal.kind == "service_page"]
    assert own
    for service in own:
        assert service.portal is not None
        found = service_of_page(f"{service.portal.url}/?print=1#oben", knowledge)
        if found is not None:  # None: the page of several services
            assert found.portal is not None
            assert found.portal.url == service.portal.url
    shared = service_of_page(
        next(u for u, s in pages.items() if s.startswith("grundst")), knowledge
    )
    assert shared is not None
    assert shared.id == "grundsteuer"


@pytest.mark.parametrize(
    "url", ["http://[", "javascript:alert(1)", "x" * 2000, "\u202e", "//", "%"]
)
def test_odd_addresses_are_nobody_s(knowledge: Knowledge, url: str) -> None:
    assert service_of_page(url, knowledge) is None


@pytest.mark.parametrize("language", SUPPORTED)
@pytest.mark.parametrize("service", ["reisepass", "hundesteuer", "grundsteuer", "wohngeld"])
def test_its_starters_are_answered_about_it(
    pipeline: Pipeline, knowledge: Knowledge, service: str, language: str
) -> None:
    page = f"{CITY}/{service}"
    about = service_of_page(page, knowledge)
    assert about is not None
    starters = page_starters(about, knowledge, BOOK[language])
    assert len(set(starters)) == 4
    for question in starters:
        if question in BOOK[language].starters:
            continue
        answer = pipeline.extractive(ChatRequest(message=question, page=page))
        assert (answer.outcome, answer.language) == ("answered", language)
        assert answer.services[0].id.startswith(service), question


def test_on_another_service_s_page_a_whole_question_is_about_what_it_says(
    pipeline: Pipeline,
) -> None:
    question = ChatRequest(message="Was kostet ein Reisepass?", page=f"{CITY}/hundesteuer")
    assert pipeline.extractive(question).services[0].id == "reisepass"


def test_what_was_spoken_about_comes_before_the_page(knowledge: Knowledge) -> None:
    said = (Turn(role="user"), Turn(role="assistant", service="wohngeld"))
    request = ChatRequest(message="Was kostet das?", page=f"{CITY}/hundesteuer", history=said)
    assert about_page(request, knowledge) == request


@pytest.mark.parametrize("language", SUPPORTED)
@pytest.mark.parametrize("service", ["reisepass", "bewohnerparkausweis", "niederlassungserlaubnis"])
def test_what_is_offered_next_is_answered_about_the_same(
    pipeline: Pipeline, knowledge: Knowledge, service: str, language: str
) -> None:
    """Pressed word for word, a follow-up never strays to another service."""
    said = Turn(role="assistant", service=service, language=language)
    for section in knowledge.services[service].texts["de"].sections:
        question = BOOK[language].follow_up(section.name)
        if question is None:
            continue
        answer = pipeline.extractive(ChatRequest(message=question, history=(said,)))
        assert (answer.outcome, answer.services[0].id) == ("answered", service), question
