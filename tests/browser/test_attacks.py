"""A taken-over server: every field of its answers and texts is an attack, and nothing runs."""

import gzip
import json

import pytest
from playwright.sync_api import Route, expect

from bot.settings import WIDGET_FOLDER
from tests.browser.conftest import OpenPage
from tests.browser.helpers import ANSWER, ask

SCRIPT = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
ATTACKS = {
    "script": SCRIPT,
    "attribute": '" onmouseover="window.hacked=1" x="',
    "link": "javascript:window.hacked=1",
    "long": "A" * 20_000,
    "bidi": "\u202e\u2066\u202dgesperrt\u200f" * 20,
    "zalgo": "H" + "\u0335\u0321\u034e" * 400 + "anni",
    "template": "{{ constructor.constructor('window.hacked=1')() }}${window.hacked=1}",
}


def answer(text: str) -> dict[str, object]:
    """An answer with the text in every field."""
    service = {"id": text, "title": text, "url": text, "online_url": text, "as_of": text}
    source = {"title": text, "url": text, "as_of": text, "undated": False, "language": text}
    return {
        **ANSWER,
        "id": text,
        "language": text,
        "detected_language": text,
        "blocks": [
            {"type": "paragraph", "text": text, "language": text},
            {"type": "notice", "text": text, "language": "ar"},
            {"type": "list", "items": [text], "heading": text, "language": "tr"},
            {"type": "steps", "items": [text, text], "heading": text, "language": "de"},
            {"type": "facts", "items": [{"label": text, "text": text}], "language": "uk"},
            {"type": text, "text": text, "items": [text], "language": text},
        ],
        "services": [{**service, "external": text}],
        "sources": [{**source, "quote": text}],
        "suggestions": [text],
        "translation": text,
        "answered_by": text,
    }


@pytest.mark.parametrize("name", ATTACKS)
def test_in_an_answer(open_page: OpenPage, name: str) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    text = ATTACKS[name]
    body = f"event: block\ndata: {json.dumps({'index': 0, 'block': {'type': 'paragraph', 'text': text, 'language': text}})}\n\n"
    body += f"event: answer\ndata: {json.dumps(answer(text))}\n\n"
    page.route(
        "**/api/chat", lambda route: route.fulfill(content_type="text/event-stream", body=body)
    )
    page.locator(".launcher").click()
    page.locator("select").select_option("de")  # or it would ask for the texts of that "language"
    ask(page, "Frage", opened=True)
    page.locator(".sources summary").last.click()
    assert page.evaluate("window.hacked") is None
    log = page.locator("hanni-chat .log")
    assert log.locator("img, script, iframe, [onerror], [onmouseover]").count() == 0
    assert log.locator("a").count() == 0
    panel = page.locator(".panel").bounding_box()
    assert panel is not None
    assert panel["width"] <= 320
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    expect(page.locator(".form textarea")).to_be_in_viewport()


def test_megabytes_do_not_stop_the_page(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    page.locator(".launcher").click()
    megabyte = "A" * 1_000_000
    block = {"type": "paragraph", "text": megabyte, "language": "de"}
    short = {**ANSWER, "blocks": [block], "suggestions": [megabyte]}
    page.route(
        "**/api/chat",
        lambda route: route.fulfill(
            content_type="text/event-stream", body=f"event: answer\ndata: {json.dumps(short)}\n\n"
        ),
    )
    ask(page, "Frage", opened=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.unroute("**/api/chat")
    page.route(
        "**/api/chat",
        lambda route: route.fulfill(
            content_type="text/event-stream",
            body=f"event: answer\ndata: {json.dumps(answer(megabyte[:300_000]))}\n\n",
        ),
    )
    page.locator(".form textarea").fill("Noch eine Frage")
    page.locator(".send").click()
    expect(page.locator(".problem")).to_contain_text("schiefgegangen")
    expect(page.locator(".form textarea")).to_have_value("Noch eine Frage")


def test_in_the_windows_own_texts(open_page: OpenPage) -> None:
    page = open_page("/health/live")

    def poisoned(route: Route) -> None:
        config = route.fetch().json()
        config["greeting"] = config["direction"] = SCRIPT
        config["starters"] = [SCRIPT]
        config["languages"] = [{"code": SCRIPT, "name": SCRIPT, "direction": SCRIPT}]
        config["texts"] = dict.fromkeys(config["texts"], SCRIPT)
        route.fulfill(json=config)

    page.route("**/api/config*", poisoned)
    page.goto(page.url.replace("/health/live", "/"))
    page.locator(".launcher").click()
    expect(page.locator(".message.hanni")).to_contain_text("onerror")
    assert page.evaluate("window.hacked") is None
    assert page.locator("hanni-chat").locator("img, script").count() == 0


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("https://www.hannover.de/", "https://www.hannover.de/"), ("tel:115", "tel:115"),
        ("mailto:a@hannover.de", "mailto:a@hannover.de"), ("JaVaScRiPt:alert(1)", None),
        (" javascript:alert(1)", None), ("data:text/html,x", None), ("vbscript:x", None),
        ("blob:https://x", None), ("file:///etc/passwd", None), ("//evil.example", None), ("", None),
    ],
)  # fmt: skip
def test_only_links_that_may_be_followed_live(
    open_page: OpenPage, url: str, href: str | None
) -> None:
    page = open_page("/health/live")
    page.goto(page.url.replace("/health/live", "/"))
    made = page.evaluate("async (url) => (await import('/widget/dom.js')).safeUrl(url)", url)
    assert made == href


def test_it_is_small() -> None:
    """At most 25 kB over the wire for everything that makes the window."""
    sizes = {
        file.name: len(gzip.compress(file.read_bytes())) for file in WIDGET_FOLDER.glob("*.js")
    }
    assert sum(sizes.values()) <= 25_000, sizes
