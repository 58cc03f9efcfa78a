"""The chat window in a real browser, as a citizen uses it."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.helpers import ask, violations


def test_a_turkish_question_gets_a_turkish_answer_with_card_and_sources(
    open_page: OpenPage, artefacts: Path
) -> None:
    page = open_page()
    ask(page, "Yeni adresimi nasıl kaydettiririm?")
    answer = page.locator(".message.hanni").last
    expect(answer).to_contain_text("iki hafta")
    link = answer.locator(".service a").first
    expect(link).to_have_attribute("href", "https://wohnsitzanmeldung.gov.de/")
    answer.locator(".sources summary").click()
    expect(answer.locator(".sources")).to_contain_text("§ 17 Abs. 1 BMG")
    expect(answer.locator(".sources")).to_contain_text("19.08.2026")
    page.screenshot(path=artefacts / "turkish.png")


def test_the_window_speaks_the_language_that_was_answered_in(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "Ile kosztuje paszport?")
    expect(page.locator(".panel")).to_have_attribute("lang", "pl")
    expect(page.locator("select")).to_have_value("pl")
    expect(page.locator(".form textarea")).to_be_focused()


def test_arabic_runs_from_right_to_left_and_numbers_do_not(
    open_page: OpenPage, artefacts: Path
) -> None:
    page = open_page(viewport={"width": 390, "height": 844})
    page.locator(".launcher").click()
    page.locator("select").select_option("ar")
    expect(page.locator(".panel")).to_have_attribute("dir", "rtl")
    ask(page, "أين يمكنني الاتصال بخصوص النفايات الضخمة؟", opened=True)
    number = page.locator(".message.hanni").last.locator("bdi[dir=ltr]", has_text="0800")
    expect(number.first).to_have_text("0800 999 11 99")
    expect(page.locator(".message.hanni").last.locator("bdi[lang=de]").first).to_be_visible()
    page.screenshot(path=artefacts / "arabic.png")


def test_the_keyboard_alone_is_enough(open_page: OpenPage) -> None:
    page = open_page()
    expect(page.locator(".launcher")).to_be_visible()
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.locator(".launcher:focus").count():
            break
    page.keyboard.press("Enter")
    expect(page.locator(".form textarea")).to_be_focused()
    page.keyboard.type("Hund anmelden")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("und Steuer")
    page.keyboard.press("Enter")
    expect(page.locator(".message.hanni").last.locator(".service")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()
    expect(page.locator(".launcher")).to_be_focused()


def test_a_screen_reader_is_told_the_finished_answer_once(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "Was kostet ein Reisepass?")
    announcer = page.locator("hanni-chat [aria-live=polite]")
    expect(announcer).to_contain_text("70 Euro")
    assert announcer.inner_text().count("70 Euro") == 1
    expect(page.locator(".log")).to_have_attribute("aria-live", "off")
    expect(page.locator("[role=dialog]")).to_have_attribute(
        "aria-label", "Hanni, Assistentin der Stadt Hannover"
    )


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_cut_off(open_page: OpenPage, artefacts: Path, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 640})
    ask(page, "Wie melde ich meinen Wohnsitz um?")
    overflow = page.evaluate(
        """() => { const root = document.querySelector("hanni-chat").shadowRoot;
        return [...root.querySelectorAll("*")].filter((one) => one.scrollWidth > one.clientWidth + 1
            && getComputedStyle(one).overflowX !== "visible" && !one.classList.contains("hidden"))
            .map((one) => one.className); }"""
    )
    assert overflow == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.screenshot(path=artefacts / f"width-{width}.png")


def test_targets_are_large_enough(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    ask(page, "Was kostet ein Reisepass?")
    for target in page.locator(
        "hanni-chat button:visible, hanni-chat .button:visible, hanni-chat select:visible"
    ).all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44, target.inner_text()


def test_the_conversation_survives_a_reload_and_starts_over(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "Was kostet ein Reisepass?")
    page.reload()
    page.locator(".launcher").click()
    expect(page.locator(".message.you")).to_have_text("Sie: Was kostet ein Reisepass?")
    ask(page, "und wie lange dauert das?", opened=True)
    expect(page.locator(".message.hanni").last).to_contain_text("vier bis sechs Wochen")
    page.get_by_role("button", name="Weitere Funktionen").click()
    page.get_by_role("button", name="Neu beginnen").click()
    expect(page.locator(".message.you")).to_have_count(0)
    page.reload()
    page.locator(".launcher").click()
    expect(page.locator(".message.you")).to_have_count(0)


def test_without_a_connection_nothing_typed_is_lost(open_page: OpenPage, artefacts: Path) -> None:
    page = open_page()
    page.locator(".launcher").click()
    page.route("**/api/chat", lambda route: route.abort())
    page.locator(".form textarea").fill("Was kostet ein Reisepass?")
    page.keyboard.press("Enter")
    expect(page.locator(".problem")).to_contain_text("Keine Verbindung")
    expect(page.locator(".form textarea")).to_have_value("Was kostet ein Reisepass?")
    page.screenshot(path=artefacts / "offline.png")
    page.unroute("**/api/chat")
    page.get_by_role("button", name="Noch einmal versuchen").click()
    expect(page.locator(".message.hanni").last).to_contain_text("70 Euro")
    expect(page.locator(".message.you")).to_have_count(1)


def test_too_long_a_question_is_not_sent(open_page: OpenPage) -> None:
    page = open_page()
    page.locator(".launcher").click()
    page.locator(".form textarea").fill("x" * 1010)
    expect(page.locator(".count")).to_have_text("Noch 10 Zeichen zu viel")
    page.keyboard.press("Enter")
    expect(page.locator(".message.you")).to_have_count(0)


def test_a_change_of_language_while_asking_loses_nothing(open_page: OpenPage) -> None:
    page = open_page()
    page.locator(".launcher").click()
    held: list[Route] = []
    page.route("**/api/chat", lambda route: held.append(route))
    page.locator(".form textarea").fill("Was kostet ein Reisepass?")
    page.keyboard.press("Enter")
    expect(page.locator(".waiting")).to_be_visible()
    page.locator(".form textarea").fill("schon getippt")
    page.locator("select").select_option("en")
    expect(page.locator(".panel")).to_have_attribute("lang", "en")
    expect(page.locator(".form textarea")).to_have_value("schon getippt")
    expect(page.locator(".message.you")).to_have_count(1)
    held[0].continue_()
    expect(page.locator(".message.hanni").last).to_contain_text("70")
    expect(page.locator(".message.you")).to_have_count(1)


def test_a_stream_that_breaks_leaves_no_half_answer(open_page: OpenPage) -> None:
    page = open_page()
    half = {"index": 0, "block": {"type": "paragraph", "text": "HALB", "language": "de"}}
    page.route(
        "**/api/chat",
        lambda route: route.fulfill(
            content_type="text/event-stream", body=f"event: block\ndata: {json.dumps(half)}\n\n"
        ),
    )
    page.locator(".launcher").click()
    page.locator(".form textarea").fill("Was kostet ein Reisepass?")
    page.keyboard.press("Enter")
    expect(page.locator(".problem")).to_contain_text("Keine Verbindung")
    expect(page.get_by_text("HALB")).to_have_count(0)


def test_texts_that_fail_to_load_do_not_lose_the_answer(open_page: OpenPage) -> None:
    page = open_page()
    page.locator(".launcher").click()
    page.route("**/api/config*", lambda route: route.abort())
    page.locator(".form textarea").fill("Ile kosztuje paszport?")
    page.keyboard.press("Enter")
    expect(page.locator(".message.hanni").last).to_contain_text("70")
    expect(page.locator(".problem")).to_have_count(0)


def test_the_focus_is_never_lost(open_page: OpenPage) -> None:
    page = open_page()
    page.locator(".launcher").click()
    page.locator(".suggestion").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".form textarea")).to_be_focused()
    expect(page.locator(".feedback")).to_be_visible()
    page.locator(".feedback button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".feedback [role=status]")).to_be_focused()


def test_an_opinion_is_asked_for_once(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "Was kostet ein Reisepass?")
    page.locator(".feedback button").first.click()
    page.reload()
    page.locator(".launcher").click()
    expect(page.locator(".message.you")).to_have_count(1)
    expect(page.locator(".feedback")).to_have_count(0)


@pytest.mark.parametrize(
    "stored", ["[]", "{}", "nonsense", '[{"role": "assistant", "text": "x"}]', "[null]", "5"]
)
def test_a_stored_conversation_of_another_shape_is_dropped(
    open_page: OpenPage, stored: str
) -> None:
    page = open_page()
    page.evaluate("stored => sessionStorage.setItem('hanni-conversation-2', stored)", stored)
    page.reload()
    ask(page, "Was kostet ein Reisepass?")


def test_without_storage_it_works_all_the_same(open_page: OpenPage) -> None:
    page = open_page()
    page.context.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('no'); }})"
    )
    page.reload()
    ask(page, "Was kostet ein Reisepass?")


@pytest.mark.parametrize("root", ["62.5%", "200%"])
def test_the_hosts_root_font_size_does_not_matter(open_page: OpenPage, root: str) -> None:
    page = open_page()
    page.evaluate("size => document.documentElement.style.fontSize = size", root)
    page.locator(".launcher").click()
    box = page.locator(".send").bounding_box()
    assert box is not None
    assert box["height"] == pytest.approx(44, abs=1)


def test_at_400_percent_zoom_everything_can_be_reached(
    open_page: OpenPage, artefacts: Path
) -> None:
    page = open_page(viewport={"width": 320, "height": 256})
    ask(page, "Wie melde ich meinen Wohnsitz um?")
    for part in (".form textarea", ".send", "select", ".header button >> nth=1"):
        expect(page.locator(f"hanni-chat {part}")).to_be_in_viewport()
    page.locator("hanni-chat .service a").first.scroll_into_view_if_needed()
    expect(page.locator("hanni-chat .privacy")).to_have_count(1)
    for _ in range(40):  # the window covers the page: the keyboard stays in it
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.localName") == "hanni-chat"
    page.screenshot(path=artefacts / "zoom-400.png")


def test_forced_colours_show_everything(open_page: OpenPage, artefacts: Path) -> None:
    page = open_page(forced_colors="active")
    ask(page, "Was kostet ein Reisepass?")
    page.screenshot(path=artefacts / "forced-colours.png")
    assert violations(page) == []


@pytest.mark.parametrize(
    ("text", "language", "isolated"),
    [
        ("هاتف 0800 999 11 99 (معلومات)", "ar", ["0800 999 11 99"]),
        ("بحسب § 17 Abs. 1 BMG، ثم", "ar", ["§ 17 Abs. 1 BMG"]),
        ("Schützenplatz 1، 30169 Hannover", "fa", ["Schützenplatz 1", "30169 Hannover"]),
        ("تا 2026. 30 روز", "fa", ["2026", "30"]),
        ("من 8:30 إلى 12:30", "ar", ["8:30", "12:30"]),
        ("27,60 يورو", "ar", ["27,60"]),
        ("(معلومات من عام 2023). أو (2022 أو", "ar", ["2023", "2022"]),
        ("посвідка (Personalausweis), 46 євро", "uk", ["(Personalausweis)", "46"]),
        ("vatandaş bürosu (Bürgeramt) 46", "tr", ["Bürgeramt"]),
        ("Bürgeramt 46", "de", []),
    ],
)
def test_foreign_runs_are_set_apart(
    open_page: OpenPage, text: str, language: str, isolated: list[str]
) -> None:
    page = open_page()
    found = page.evaluate(
        """async ([text, language]) => {
            const { element, runs } = await import("/widget/dom.js");
            const whole = element("p", {}, runs(text, language));
            return [whole.textContent, [...whole.querySelectorAll("bdi")].map((b) => b.textContent)];
        }""",
        [text, language],
    )
    assert found == [text, isolated]


def test_an_opinion_is_thanked_for(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "Was kostet ein Reisepass?")
    page.locator(".feedback").get_by_role("button", name="Ja").click()
    expect(page.locator(".feedback")).to_contain_text("Danke für Ihre Rückmeldung.")


def test_without_its_server_the_page_is_as_it_was(open_page: OpenPage) -> None:
    page = open_page("/health/live")
    page.route("**/api/config*", lambda route: route.abort())
    page.goto(page.url.replace("/health/live", "/"))
    expect(page.locator("h1")).to_have_text("Bürgerservice")
    expect(page.locator(".launcher")).to_have_count(0)
