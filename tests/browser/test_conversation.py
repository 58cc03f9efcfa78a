"""What a citizen can do with an answer, and what the window sends and keeps."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.helpers import Stream, ask, reply, texts
from tests.conftest import Server

PASSPORT = "Was kostet ein Reisepass?"


def begin(page: Page, question: str = PASSPORT) -> Stream:
    """Ask a question whose answer the test sends."""
    stream = Stream(page)
    page.locator(".launcher").click()
    page.locator(".form textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".waiting")).to_be_visible()
    return stream


def option(page: Page, name: str) -> None:
    page.get_by_role("button", name="Weitere Funktionen").click()
    page.get_by_role("button", name=name).click()


def test_a_long_answer_can_be_stopped_and_keeps_what_has_come(open_page: OpenPage) -> None:
    page = open_page()
    stream = begin(page)
    stream.block(0, "Ab 24 Jahren kostet er 70 Euro.")
    expect(page.locator(".partial")).to_contain_text("70 Euro")
    page.wait_for_timeout(700)  # a double click on "send" stops nothing
    page.get_by_role("button", name="Antwort anhalten").click()
    answer = page.locator(".message.hanni").last
    expect(answer).to_contain_text("Sie ist nicht vollständig")
    expect(answer).to_contain_text("70 Euro")
    expect(answer.locator(".suggestion")).to_have_text(PASSPORT)
    assert page.evaluate("window.aborted") is True
    expect(page.get_by_role("button", name="Senden")).to_be_visible()


def test_stopped_before_anything_came_the_question_is_where_it_was_typed(
    open_page: OpenPage,
) -> None:
    page = open_page()
    begin(page)
    page.wait_for_timeout(700)
    page.get_by_role("button", name="Antwort anhalten").click()
    expect(page.locator(".form textarea")).to_have_value(PASSPORT)
    expect(page.locator(".message.you")).to_have_count(0)


def test_a_double_click_on_send_stops_nothing(open_page: OpenPage) -> None:
    page = open_page()
    stream = Stream(page)
    page.locator(".launcher").click()
    page.locator(".form textarea").fill(PASSPORT)
    page.locator(".send").dblclick()
    expect(page.locator(".waiting")).to_be_visible()
    stream.answer("70 Euro.")
    expect(page.locator(".message.hanni").last).to_contain_text("70 Euro.")


def test_while_an_answer_comes_nothing_moves(open_page: OpenPage, artefacts: Path) -> None:
    page = open_page()
    stream = begin(page)
    expect(page.locator(".waiting")).to_be_visible()
    question = page.locator(".message.you").last
    before = question.bounding_box()
    for index in range(6):
        stream.block(index, f"Absatz {index}: " + "Das steht im Gesetz. " * 12)
        expect(page.locator(".partial p")).to_have_count(index + 1)
        assert question.bounding_box() == before
    page.screenshot(path=artefacts / "long-answer.png")
    stream.answer(*(f"Absatz {index}: " + "Das steht im Gesetz. " * 12 for index in range(6)))
    expect(page.locator(".actions")).to_be_visible()
    assert question.bounding_box() == before


def test_only_finished_sentences_are_announced(open_page: OpenPage) -> None:
    page = open_page()
    stream = begin(page)
    announced = page.locator("[aria-live=polite] p")
    expect(announced).to_have_text(["Hanni sucht die Antwort …"])
    stream.block(0, "Der Pass kostet 70 Euro. Er gilt zeh")
    expect(announced).to_have_text(["Hanni sucht die Antwort …", "Der Pass kostet 70 Euro."])
    stream.block(0, "Der Pass kostet 70 Euro. Er gilt zehn Jahre.")
    stream.answer("Der Pass kostet 70 Euro. Er gilt zehn Jahre.")
    expect(announced).to_have_text(
        ["Hanni sucht die Antwort …", "Der Pass kostet 70 Euro.", "Er gilt zehn Jahre."]
    )


def test_an_earlier_answers_open_sources_stay_open(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, PASSPORT)
    page.locator(".sources summary").click()
    expect(page.locator(".sources q").first).to_be_visible()
    expect(page.locator(".sources .date").first).to_contain_text(re.compile(r"\d{4}"))
    ask(page, "und wie lange dauert das?", opened=True)
    expect(page.locator(".sources").first).to_have_attribute("open", "")


def test_an_answer_is_copied_with_link_and_source(open_page: OpenPage) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page, PASSPORT)
    page.get_by_role("button", name="Kopieren").last.click()
    expect(page.locator(".actions [role=status]").first).to_have_text("Kopiert.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "70 Euro" in copied
    assert "https://" in copied
    assert "Quellen:" in copied


def test_the_conversation_is_printed_without_the_page(open_page: OpenPage) -> None:
    page = open_page()
    page.context.add_init_script(
        "window.print = () => { top.printed = document.body.innerText; top.dir = document.dir; }"
    )
    page.reload()
    ask(page, PASSPORT)
    option(page, "Gespräch drucken")
    printed = page.evaluate("window.printed")
    assert "70 Euro" in printed
    assert PASSPORT in printed
    assert "Bürgerservice" not in printed
    assert "War das hilfreich" not in printed


VOICES = """
window.said = [];
const voices = [{ lang: "de-DE", localService: %s, name: "Anna" }];
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => voices, addEventListener() {}, speak: (one) => said.push([one.text, one.lang]),
  cancel: () => said.push("cancelled"),
} });
window.SpeechSynthesisUtterance = class extends EventTarget {
  constructor(text) { super(); this.text = text; }
};
"""


def test_an_answer_is_read_aloud_and_stopped(open_page: OpenPage) -> None:
    page = open_page()
    page.context.add_init_script(VOICES % "true")
    page.reload()
    ask(page, PASSPORT)
    page.get_by_role("button", name="Vorlesen").click()
    said = page.evaluate("said")
    assert any("70 Euro" in text for text, _ in said)
    assert {language for _, language in said} == {"de"}
    page.get_by_role("button", name="Vorlesen beenden").click()
    assert page.evaluate("said.at(-1)") == "cancelled"
    expect(page.get_by_role("button", name="Vorlesen", exact=True)).to_be_visible()


@pytest.mark.parametrize(
    ("local", "question"), [("false", PASSPORT), ("true", "How much is a passport?")]
)
def test_reading_aloud_is_offered_only_with_a_voice_on_the_device(
    open_page: OpenPage, local: str, question: str
) -> None:
    """Voices that are not on the device would send the text to the browser's maker."""
    page = open_page()
    page.context.add_init_script(VOICES % local)
    page.reload()
    ask(page, question)
    expect(page.locator(".actions .icon").first).to_be_visible()
    expect(page.locator(".listen")).to_be_hidden()


def test_an_opinion_may_have_a_comment(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, PASSPORT)
    sent: list[Any] = []

    def accept(route: Route) -> None:
        sent.append(route.request.post_data_json)
        route.fulfill(status=204)

    page.route("**/api/feedback", accept)
    page.locator(".feedback").get_by_role("button", name="Nein").click()
    comment = page.get_by_label(re.compile("Möchten Sie uns mehr sagen"))
    comment.fill("Die Öffnungszeiten fehlen.")
    page.get_by_role("button", name="Absenden").click()
    expect(comment).to_have_count(0)
    expect(page.locator(".feedback [role=status]")).to_be_focused()
    assert [(one["helpful"], one.get("comment")) for one in sent] == [
        (False, None),
        (False, "Die Öffnungszeiten fehlen."),
    ]


def test_deleting_leaves_nothing_in_the_browser(open_page: OpenPage) -> None:
    page = open_page()
    page.locator(".launcher").click()
    page.locator("select").select_option("en")
    expect(page.locator(".panel")).to_have_attribute("lang", "en")
    ask(page, "How much is a passport?", opened=True)
    page.get_by_role("button", name="More options").click()
    page.get_by_role("button", name="Delete conversation").click()
    expect(page.locator(".message.you")).to_have_count(0)
    expect(page.locator("[aria-live=polite]")).to_contain_text("has been deleted")
    expect(page.locator(".form textarea")).to_be_focused()
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    assert page.context.cookies() == []


def test_escape_closes_the_nearest_thing_first(open_page: OpenPage) -> None:
    page = open_page()
    page.locator(".launcher").click()
    more = page.get_by_role("button", name="Weitere Funktionen")
    more.click()
    expect(more).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(more).to_be_focused()
    expect(more).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Escape")
    expect(page.locator(".launcher")).to_be_focused()


def test_plain_language_is_a_switch_in_german_only(open_page: OpenPage) -> None:
    page = open_page()
    page.locator(".launcher").click()
    switch = page.get_by_role("switch", name="Einfache Sprache")
    expect(switch).to_have_attribute("aria-checked", "false")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    ask(page, "Was kostet ein Personalausweis?", opened=True)
    answer = page.locator(".message.hanni").last
    expect(answer.locator("[lang=de-simple]").first).to_be_visible()
    page.reload()
    page.locator(".launcher").click()
    expect(switch).to_have_attribute("aria-checked", "true")
    page.locator("select").select_option("fr")
    expect(page.locator(".panel")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("switch")).to_have_count(0)
    sent = reply(page, {"language": "fr"})
    ask(page, "Combien coûte un passeport ?", opened=True)
    assert "plain" not in sent[0]


def test_being_offline_is_said_and_taken_back(open_page: OpenPage, artefacts: Path) -> None:
    page = open_page()
    page.locator(".launcher").click()
    page.context.set_offline(True)
    expect(page.locator(".offline")).to_contain_text("nicht mit dem Internet verbunden")
    page.screenshot(path=artefacts / "disconnected.png")
    page.context.set_offline(False)
    expect(page.locator(".offline")).to_be_empty()


def test_every_language_is_offered_by_its_own_name(open_page: OpenPage) -> None:
    page = open_page()
    page.locator(".launcher").click()
    names = page.locator("select option").all_inner_texts()
    assert {"Deutsch", "Türkçe", "Українська", "العربية", "فارسی", "Română"} <= set(names)
    page.locator("select").select_option("fa")
    expect(page.locator(".panel")).to_have_attribute("dir", "rtl")
    expect(page.locator(".privacy")).to_contain_text("اطلاعات شخصی")


SERVICE = {
    "title": "Dienst", "url": "https://www.hannover.de/", "online_url": None, "as_of": "2026",
    "external": False,
}  # fmt: skip


def test_what_is_sent_again_is_what_it_was_about_and_not_what_was_said(open_page: OpenPage) -> None:
    page = open_page()
    sent = reply(
        page,
        {"services": [{**SERVICE, "id": "reisepass"}], "sections": ["cost"]},
        {"outcome": "redirected", "services": [{**SERVICE, "id": "kindergeld"}]},
        {"outcome": "clarify", "services": [{**SERVICE, "id": "wohngeld"}]},
    )
    ask(page, "eins")
    for question in ("zwei", "drei", "vier"):
        ask(page, question, opened=True)
    assert sent[0]["history"] == []
    services = [turn["service"] for turn in sent[3]["history"] if turn["role"] == "assistant"]
    assert services == ["reisepass", "kindergeld", None]
    answers = [turn for turn in sent[3]["history"] if turn["role"] == "assistant"]
    assert [turn["sections"] for turn in answers] == [["cost"], [], []]
    assert [turn["choices"] for turn in answers] == [[], [], ["wohngeld"]]
    assert texts(sent[3]["history"]) == []


def test_the_figures_of_a_calculation_are_sent_again_and_nothing_else(open_page: OpenPage) -> None:
    page = open_page()
    calculated = {"answered_by": "calculator", "services": [{**SERVICE, "id": "grundsteuer"}]}
    sent = reply(
        page, {"services": [{**SERVICE, "id": "reisepass"}]}, calculated, calculated,
        {"services": [{**SERVICE, "id": "reisepass"}]}, {},
    )  # fmt: skip
    ask(page, "Mein Kind braucht einen Pass")
    for question in ("500 m² Grundstück", "120 m² Wohnfläche", "Und der Pass?", "Und jetzt?"):
        ask(page, question, opened=True)
    assert texts(sent[1]["history"]) == []
    assert texts(sent[2]["history"]) == ["500 m² Grundstück"]
    assert texts(sent[3]["history"]) == ["500 m² Grundstück", "120 m² Wohnfläche"]
    assert texts(sent[4]["history"]) == []


def test_a_property_tax_is_calculated_over_several_questions(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "Grundsteuer berechnen: Grundstück 500 m², Wohnfläche 120 m²")
    ask(page, "Lage-Faktor 1,05", opened=True)
    ask(page, "Hebesatz 700 %", opened=True)
    expect(page.locator(".message.hanni").last.locator("dl")).to_contain_text("€")


def test_a_comment_has_a_limit(server: Server) -> None:
    with httpx.Client(base_url=server.url) as client:
        opinion = {"id": "c" * 32, "helpful": False, "comment": "Zu lang."}
        assert client.post("/api/feedback", json=opinion).status_code == 204
        assert (
            client.post("/api/feedback", json={**opinion, "comment": "x" * 501}).status_code == 422
        )


def test_a_stopped_answer_is_kept(open_page: OpenPage) -> None:
    page = open_page()
    stream = begin(page)
    stream.block(0, "Erster Satz.")
    expect(page.locator(".partial")).to_contain_text("Erster Satz.")
    page.wait_for_timeout(700)
    page.get_by_role("button", name="Antwort anhalten").click()
    stored = json.loads(page.evaluate("sessionStorage.getItem('hanni-conversation-2')"))
    assert stored[1]["answer"]["outcome"] == "stopped"
    page.reload()
    page.locator(".launcher").click()
    expect(page.locator(".message.hanni").last).to_contain_text("Erster Satz.")
