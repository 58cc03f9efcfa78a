"""The widget on other people's pages: attributes, events, CSP, hostile CSS, frames, two of them."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.helpers import ask, host_page, reply

#: Nothing but what docs/widget.md asks for.
STRICT = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'none'; img-src data:; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
)
HOSTILE = "* { all: unset !important; font-size: 40px !important; color: red !important }"
REPORTS = """window.reports = [];
document.addEventListener("securitypolicyviolation", (event) => reports.push(event.violatedDirective));"""


def test_it_works_under_a_strict_content_security_policy(open_page: OpenPage) -> None:
    page = open_page("/health/live")
    page.context.add_init_script(REPORTS + "window.print = () => { top.printed = true; };")
    host_page(page, "<hanni-chat></hanni-chat>", csp=STRICT)
    ask(page, "Was kostet ein Reisepass?")
    page.locator(".sources summary").click()
    page.get_by_role("button", name="Weitere Funktionen").click()
    page.get_by_role("button", name="Gespräch drucken").click()
    assert page.evaluate("window.printed") is True
    box = page.locator(".panel").bounding_box()
    assert box is not None
    assert box["width"] == pytest.approx(416, abs=2)  # its style sheet is there
    assert page.evaluate("window.reports") == []


def test_hostile_css_changes_nothing(open_page: OpenPage) -> None:
    page = open_page("/health/live")
    looks = []
    for css in ("", HOSTILE):
        host_page(page, "<hanni-chat language=de></hanni-chat>", css=css)
        page.locator(".launcher").click()
        expect(page.locator(".suggestion").first).to_be_visible()
        looks.append(
            page.evaluate(
                """() => [...document.querySelector("hanni-chat").shadowRoot.querySelectorAll("*")]
                .map((one) => { const box = one.getBoundingClientRect(); const style = getComputedStyle(one);
                return [one.className, Math.round(box.x), Math.round(box.y), Math.round(box.width),
                        Math.round(box.height), style.fontSize, style.color].join(" "); })"""
            )
        )
    assert looks[0] == looks[1]


def test_its_css_stays_inside(open_page: OpenPage) -> None:
    page = open_page("/health/live")
    host_page(page, '<p class="message you launcher">Stadt</p><hanni-chat></hanni-chat>')
    expect(page.locator("hanni-chat .launcher")).to_be_visible()
    style = "getComputedStyle(document.querySelector('p'))"
    assert page.evaluate(f"{style}.backgroundColor") == "rgba(0, 0, 0, 0)"
    assert page.evaluate("document.adoptedStyleSheets.length") == 0


def test_two_on_a_page_keep_their_conversations_apart(open_page: OpenPage) -> None:
    page = open_page("/health/live")
    body = "<hanni-chat mode=inline></hanni-chat><hanni-chat position=start></hanni-chat>"
    host_page(page, body)
    first, second = page.locator("hanni-chat").first, page.locator("hanni-chat").last
    first.locator(".form textarea").fill("Was kostet ein Reisepass?")
    first.locator(".send").click()
    expect(first.locator(".message.hanni").last).to_contain_text("70 Euro")
    second.locator(".launcher").click()
    expect(second.locator(".message.you")).to_have_count(0)
    page.reload()
    expect(first.locator(".message.you")).to_have_count(1)
    second.locator(".launcher").click()
    expect(second.locator(".message.you")).to_have_count(0)


def test_inline_it_is_part_of_the_page(open_page: OpenPage) -> None:
    page = open_page("/health/live", viewport={"width": 320, "height": 640})
    host_page(
        page, "<a href='#a'>vor</a><hanni-chat mode=inline></hanni-chat><a href='#b'>nach</a>"
    )
    chat = page.locator("hanni-chat")
    expect(chat.locator("[role=region]")).to_be_visible()
    expect(chat.locator(".launcher")).to_be_hidden()
    expect(page.get_by_role("button", name="Chat schließen")).to_have_count(0)
    assert page.evaluate("document.activeElement.localName") == "body"  # it takes no focus
    page.locator("a").first.focus()
    for _ in range(40):  # and keeps none
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "nach":
            break
    else:
        pytest.fail("the keyboard never left the chat")
    page.keyboard.press("Escape")
    expect(chat.locator(".panel")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_attributes_methods_and_events(open_page: OpenPage) -> None:
    page = open_page("/health/live")
    attributes = 'language="tr" theme="dark" position="start" greeting="Merhaba, <b>ben</b> Hanni."'
    host_page(page, f"<hanni-chat {attributes}></hanni-chat>")
    page.evaluate(
        """window.told = []; for (const name of ["hanni-open", "hanni-answer", "hanni-close"])
        document.addEventListener(name, (event) => told.push([name, event.detail?.outcome ?? null]))"""
    )
    expect(page.locator(".launcher")).to_be_visible()
    box = page.locator(".launcher").bounding_box()
    assert box is not None
    assert box["x"] < 100
    sent = reply(page, {"language": "tr"})
    page.evaluate("document.querySelector('hanni-chat').ask('Pasaport ne kadar?')")
    expect(page.locator(".message.you")).to_contain_text("Pasaport ne kadar?")
    expect(page.locator(".panel")).to_have_attribute("lang", "tr")
    expect(page.locator(".message.hanni").first).to_contain_text("Merhaba, <b>ben</b> Hanni.")
    surface = "getComputedStyle(document.querySelector('hanni-chat').shadowRoot.querySelector('.panel')).backgroundColor"
    assert page.evaluate(surface) == "rgb(20, 27, 25)"
    expect(page.locator(".actions")).to_be_visible()
    page.evaluate("document.querySelector('hanni-chat').close()")
    expect(page.locator(".panel")).to_be_hidden()
    page.evaluate("document.querySelector('hanni-chat').open()")
    expect(page.locator(".panel")).to_be_visible()
    assert page.evaluate("told") == [
        ["hanni-open", None], ["hanni-answer", "answered"], ["hanni-close", None],
        ["hanni-open", None],
    ]  # fmt: skip
    assert sent[0]["page"].endswith("/host")


def test_the_host_chooses_colours_and_parts(open_page: OpenPage) -> None:
    page = open_page("/health/live")
    css = "hanni-chat { --hanni-accent: rgb(120, 0, 60) } hanni-chat::part(launcher) { border-radius: 0 }"
    host_page(page, "<hanni-chat></hanni-chat>", css=css)
    launcher = page.locator(".launcher")
    expect(launcher).to_have_css("background-color", "rgb(120, 0, 60)")
    expect(launcher).to_have_css("border-radius", "0px")


def test_in_a_frame_without_storage(open_page: OpenPage) -> None:
    page = open_page("/health/live")
    host_page(page, "<hanni-chat mode=inline></hanni-chat>", path="/framed")
    frame = '<iframe src="/framed" title="Chat" width="400" height="700" sandbox="allow-scripts allow-same-origin"></iframe>'
    host_page(page, frame, path="/host")
    chat = page.frame_locator("iframe").locator("hanni-chat")
    chat.locator(".form textarea").fill("Was kostet ein Reisepass?")
    chat.locator(".send").click()
    expect(chat.locator(".message.hanni").last).to_contain_text("70 Euro")


def test_it_sets_no_cookie_and_asks_nobody_else(open_page: OpenPage) -> None:
    page = open_page()  # which fails if a stranger is asked
    ask(page, "Was kostet ein Reisepass?")
    assert page.context.cookies() == []
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("localStorage.length") == 0


def test_the_skeleton_is_there_at_once_and_nothing_shifts(open_page: OpenPage) -> None:
    page = open_page()
    page.evaluate(
        """window.shift = []; new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift.push(entry.value); }).observe({ type: "layout-shift", buffered: true })"""
    )
    page.locator(".launcher").click()
    page.locator(".form textarea").fill("Was kostet ein Reisepass?")
    milliseconds = page.evaluate(
        """() => new Promise((done) => {
        const root = document.querySelector("hanni-chat").shadowRoot;
        const started = performance.now();
        root.querySelector(".form textarea").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
        requestAnimationFrame(() => done(root.querySelector(".waiting") ? performance.now() - started : Infinity)); })"""
    )
    assert milliseconds < 100
    expect(page.locator(".actions")).to_be_visible()
    assert page.evaluate("window.shift") == []
