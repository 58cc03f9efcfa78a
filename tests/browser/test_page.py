"""``/chat`` without JavaScript, in Chromium with scripts switched off."""

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from knowledge.languages import INTERFACE
from tests.browser.conftest import OpenPage
from tests.conftest import Server


def plain(open_page: OpenPage, path: str = "/chat", **options: object) -> Page:
    return open_page(path, java_script_enabled=False, **options)


def ask(page: Page, question: str) -> None:
    page.locator("textarea").fill(question)
    page.locator("form .primary").click()


def test_the_demonstration_page_leads_there(open_page: OpenPage) -> None:
    page = plain(open_page, "/")
    page.get_by_role("link", name="Fragen Sie Hanni ohne JavaScript").click()
    ask(page, "Was kostet ein Reisepass?")
    expect(page.locator(".answer")).to_contain_text("70 Euro")
    expect(page.locator(".answer article a").first).to_have_attribute(
        "href", re.compile("^https://www.hannover.de/")
    )


def test_a_question_is_answered_in_its_language_with_sources(open_page: OpenPage) -> None:
    page = plain(open_page)
    ask(page, "Yeni adresimi nasıl kaydettiririm?")
    expect(page.locator("html")).to_have_attribute("lang", "tr")
    page.locator("summary").click()
    expect(page.locator("details")).to_contain_text("§ 17 Abs. 1 BMG")
    expect(page.locator("details")).to_contain_text("19.08.2026")


def test_it_can_be_asked_on(open_page: OpenPage) -> None:
    page = plain(open_page)
    ask(page, "Was kostet ein Reisepass?")
    ask(page, "und wie lange dauert das?")
    expect(page.locator(".answer")).to_contain_text("vier bis sechs Wochen")
    page.locator(".questions button").first.click()
    expect(page.locator(".answer article h3")).to_contain_text("Reisepass")


@pytest.mark.parametrize("language", INTERFACE)
def test_every_language_has_its_page(open_page: OpenPage, language: str) -> None:
    page = plain(open_page, viewport={"width": 320, "height": 640})
    page.get_by_role("link", name=INTERFACE[language].name, exact=True).click()
    html = page.locator("html")
    expect(html).to_have_attribute("lang", language)
    expect(html).to_have_attribute("dir", INTERFACE[language].direction)
    page.locator(".questions button").first.click()
    expect(page.locator(".answer article").first).to_be_visible()
    expect(html).to_have_attribute("lang", language)
    box = page.locator("main").bounding_box()
    assert box is not None
    assert box["width"] <= 320


def test_numbers_are_isolated_in_arabic(open_page: OpenPage, artefacts: Path) -> None:
    page = plain(open_page, "/chat?language=ar")
    ask(page, "أين يمكنني الاتصال بخصوص النفايات الضخمة؟")
    number = page.locator("bdi[dir=ltr]", has_text="0800").first
    expect(number).to_have_text("0800 999 11 99")
    page.screenshot(path=artefacts / "page-arabic.png", full_page=True)


def test_what_cannot_be_answered_stays_typed(open_page: OpenPage) -> None:
    page = plain(open_page)
    ask(page, "???")
    expect(page.locator("[role=alert]")).to_have_text("Bitte schreiben Sie eine Frage.")
    expect(page.locator("textarea")).to_have_value("???")


def test_plain_language_without_scripts(open_page: OpenPage) -> None:
    page = plain(open_page)
    page.get_by_label("Einfache Sprache").check()
    ask(page, "Was kostet ein Personalausweis?")
    expect(page.locator("[lang=de-simple]").first).to_be_visible()
    expect(page.get_by_label("Einfache Sprache")).to_be_checked()


ATTACK = '"><script>window.hacked=1</script><img src=x onerror=alert(1)>\u202e{{ 7*7 }}'


@pytest.mark.parametrize(
    "name", ["message", "language", "about", "spoken", "sections", "choices", "plain", "extra"]
)
def test_attacks_are_text(server: Server, name: str) -> None:
    fields = {"message": "Was kostet ein Reisepass?", name: ATTACK}
    response = httpx.post(f"{server.url}/chat", data=fields)
    assert response.status_code == 200
    assert "<script>" not in response.text
    assert "<img" not in response.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422), (b"\xff\xfe=%zz&&&===", 422), (b"&".join([b"a=1"] * 50), 422),
        (b"message=" + b"x" * 1001, 422), (b"message=" + b"x" * 500_000, 413),
    ],
)  # fmt: skip
def test_broken_forms_get_an_answer(server: Server, body: bytes, status: int) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    response = httpx.post(f"{server.url}/chat", content=body, headers=headers)
    assert response.status_code == status


def test_the_statement_names_contact_and_procedure(open_page: OpenPage) -> None:
    page = plain(open_page, "/accessibility")
    for heading in ("Stand der Vereinbarkeit", "Barrieren melden", "Schlichtungsverfahren"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_role("link", name="0511 168-0")).to_have_attribute("href", "tel:+495111680")
