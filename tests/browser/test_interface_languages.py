"""The window in languages that Hanni does not answer in, and on a service's own page."""

import pytest
from playwright.sync_api import Page, expect

from bot.phrases import PhraseBook
from knowledge.languages import INTERFACE, INTERFACE_ONLY
from tests.browser.conftest import OpenPage
from tests.browser.helpers import ask, host_page, reply, violations

BOOK = PhraseBook.load()


def choose(page: Page, language: str) -> None:
    page.locator(".launcher").click()
    page.locator("select").select_option(language)
    expect(page.locator(".panel")).to_have_attribute("lang", language)


@pytest.mark.parametrize("language", INTERFACE_ONLY)
def test_the_window_speaks_it_and_the_answer_says_in_what_it_is(
    open_page: OpenPage, language: str
) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    choose(page, language)
    words = BOOK.interface(language)
    panel = page.locator(".panel")
    expect(panel).to_have_attribute("dir", INTERFACE[language].direction)
    expect(page.locator(".form textarea")).to_have_attribute(
        "placeholder", words("widget.placeholder")
    )
    expect(page.locator(".privacy")).to_have_text(words("widget.privacy"))
    page.locator(".suggestion").nth(1).click()
    answer = page.locator(".message.hanni").last
    note = answer.locator(".notice").first
    expect(note).to_have_attribute("lang", language)
    expect(note).to_have_attribute("dir", INTERFACE[language].direction)
    expect(note).to_contain_text(words("languages.en"))
    expect(answer.locator("p, dl, div[lang]").nth(1)).to_have_attribute("lang", "en")
    expect(answer.locator(".service h3")).to_have_attribute("dir", "ltr")
    expect(answer.locator(".service a").first).to_have_text(words("widget.to_service"))
    expect(answer.locator(".suggestion").first).to_have_attribute("lang", "en")
    expect(panel).to_have_attribute("lang", language)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    header = page.locator(".header").bounding_box()
    assert header is not None
    assert header["height"] <= 64  # one line, however long the language's name is
    assert violations(page) == []


def test_who_writes_one_of_them_is_spoken_to_in_it(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "¿Cuánto cuesta un pasaporte alemán?")
    expect(page.locator(".panel")).to_have_attribute("lang", "es")
    expect(page.locator(".notice").first).to_contain_text("inglés")
    sent = reply(page, {"language": "en", "interface_language": "es"})
    ask(page, "¿Y para mi hijo?", opened=True)
    assert (
        sent[0]["language"] == "es"
    )  # the window's language is all that is known of the citizen's
    assert sent[0]["history"][-1]["language"] == "es"
    page.reload()
    expect(page.locator(".panel")).to_have_attribute("lang", "es")


def test_a_browser_in_one_of_them_is_believed(open_page: OpenPage) -> None:
    page = open_page("/health/live", locale="ku")
    host_page(page, "<hanni-chat></hanni-chat>", lang="")
    ask(page, BOOK.interface("ku").starters[1])
    expect(page.locator(".panel")).to_have_attribute("lang", "ku")
    expect(page.locator(".message.hanni").last.locator("[lang=en]").first).to_be_visible()


def test_problems_are_told_in_it(open_page: OpenPage) -> None:
    page = open_page()
    choose(page, "ps")
    page.locator(".form textarea").fill("؟؟؟")
    page.keyboard.press("Enter")
    expect(page.locator(".problem")).to_contain_text(BOOK.interface("ps")("problems.empty"))


def test_on_a_service_s_page_the_first_questions_are_about_it(open_page: OpenPage) -> None:
    page = open_page("/health/live")
    host_page(page, "<h1>Reisepass</h1><hanni-chat></hanni-chat>", path="/leistungen/reisepass")
    page.locator(".launcher").click()
    expect(page.locator(".topic")).to_have_text("Reisepass beantragen")
    page.get_by_role("button", name="Was kostet das?").click()
    expect(page.locator(".message.hanni").last).to_contain_text("70 Euro")
    expect(page.locator(".topic")).to_have_count(0)
    page.get_by_role("button", name="Weitere Funktionen").click()
    page.get_by_role("button", name="Neu beginnen").click()
    expect(page.locator(".topic")).to_be_visible()
