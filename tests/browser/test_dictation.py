"""Speaking a question: only where the browser understands speech on the device itself."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.helpers import reply

#: A recogniser in the test's hands; `%s` is what it says of a language on the device.
FAKE = """
window.asked = [];
window.SpeechRecognition = class extends EventTarget {
  static async available(options) { asked.push(options); return %s; }
  get processLocally() { return this.local; }
  set processLocally(local) { this.local = local; }
  start() { window.heard = this; }
  stop() { this.dispatchEvent(new Event("end")); }
  abort() { window.aborted = true; this.dispatchEvent(new Event("end")); }
  hear(...parts) {
    const results = parts.map((transcript) => [{ transcript }]);
    this.dispatchEvent(Object.assign(new Event("result"), { results }));
  }
};
"""
#: As it was for years: every word goes to the browser's maker.
OLD = "window.SpeechRecognition = class extends EventTarget { start() { window.heard = this; } };"


def test_what_is_said_is_written_and_sent_by_the_citizen(open_page: OpenPage) -> None:
    page = open_page()
    page.context.add_init_script(
        FAKE % "options.langs[0] === 'de-DE' ? 'available' : 'unavailable'"
    )
    page.reload()
    sent = reply(page, {})
    page.locator(".launcher").click()
    field = page.locator(".form textarea")
    field.fill("Guten Tag,")
    page.get_by_role("button", name="Frage sprechen").click()
    assert page.evaluate("[heard.lang, heard.processLocally]") == ["de-DE", True]
    page.evaluate("heard.hear('was kostet')")
    expect(field).to_have_value("Guten Tag, was kostet")
    page.evaluate("heard.hear('was kostet ein Reisepass')")
    expect(field).to_have_value("Guten Tag, was kostet ein Reisepass")
    page.get_by_role("button", name="Aufnahme beenden").click()
    expect(page.get_by_role("button", name="Frage sprechen")).to_be_visible()
    expect(field).to_be_focused()
    assert sent == []  # nothing is sent by itself
    page.keyboard.press("Enter")
    expect(page.locator(".message.you")).to_contain_text("was kostet ein Reisepass")
    assert page.evaluate("asked[0]") == {"langs": ["de-DE"], "processLocally": True}
    page.locator("select").select_option("ku")
    expect(page.locator(".speak")).to_be_hidden()  # no recogniser for Kurmanji


def test_sending_ends_it_and_what_is_heard_later_is_dropped(open_page: OpenPage) -> None:
    page = open_page()
    page.context.add_init_script(FAKE % "'available'")
    page.reload()
    reply(page, {})
    page.locator(".launcher").click()
    page.get_by_role("button", name="Frage sprechen").click()
    page.evaluate("heard.hear('Was kostet ein Reisepass?')")
    page.locator(".send").click()
    expect(page.locator(".message.you")).to_have_count(1)
    assert page.evaluate("aborted") is True
    page.evaluate("heard.hear('Was kostet ein Reisepass? Danke')")
    expect(page.locator(".form textarea")).to_have_value("")
    expect(page.get_by_role("button", name="Frage sprechen")).to_be_visible()


@pytest.mark.parametrize(
    "script", [*(FAKE % f"'{state}'" for state in ("downloadable", "unavailable")),
               FAKE % "Promise.reject(new DOMException('forbidden', 'NotAllowedError'))", OLD, ""]
)  # fmt: skip
def test_otherwise_there_is_no_button(open_page: OpenPage, script: str) -> None:
    page = open_page()
    page.context.add_init_script(script)
    page.reload()
    page.locator(".launcher").click()
    expect(page.locator(".suggestion").first).to_be_visible()
    expect(page.locator(".speak")).to_be_hidden()
