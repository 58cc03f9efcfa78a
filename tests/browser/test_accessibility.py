"""axe-core in every state and four languages, and what a screen reader finds."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.helpers import Stream, ask, host_page, violations

#: Four languages of three scripts and both directions; the German one has the plain-language switch.
QUESTIONS = {
    "de": "Was kostet ein Personalausweis?",
    "tr": "Pasaport ne kadar?",
    "uk": "Скільки коштує паспорт?",
    "ar": "كيف أحصل على موعد في مكتب المواطنين؟",
}
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
}


def show_everything(page: Page) -> None:
    """Unfold the options, the sources and the comment field."""
    page.locator("[aria-controls=options]").click()
    if page.locator(".sources summary").count():
        page.locator(".sources summary").last.click()
    page.locator(".feedback button").first.click()
    expect(page.locator(".comment")).to_be_visible()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("language", QUESTIONS)
def test_axe_finds_no_violation(open_page: OpenPage, language: str, look: str) -> None:
    page = open_page(**LOOKS[look])
    expect(page.locator(".launcher")).to_be_visible()
    assert violations(page) == []  # closed
    page.locator(".launcher").click()
    page.locator("select").select_option(language)
    expect(page.locator(".panel")).to_have_attribute("lang", language)
    assert violations(page) == []  # open
    ask(page, QUESTIONS[language], opened=True)
    show_everything(page)
    assert violations(page) == []  # sources, options and comment open
    page.route("**/api/chat", lambda route: route.abort())
    page.locator(".form textarea").fill(QUESTIONS[language])
    page.locator(".send").click()
    expect(page.locator(".problem")).to_be_visible()
    assert violations(page) == []  # error
    stream = Stream(page)
    page.locator(".problem button").click()
    expect(page.locator(".waiting")).to_be_visible()
    stream.block(0, "Der Anfang einer Antwort", language)
    expect(page.locator(".partial")).to_be_visible()
    assert violations(page) == []  # streaming


@pytest.mark.parametrize("language", QUESTIONS)
def test_axe_finds_no_violation_inline(open_page: OpenPage, language: str) -> None:
    page = open_page("/health/live")
    body = f"<main><h1>Stadt</h1><hanni-chat mode=inline language={language}></hanni-chat></main>"
    host_page(page, body)
    page.locator(".form textarea").fill(QUESTIONS[language])
    page.locator(".send").click()
    expect(page.locator(".actions")).to_be_visible()
    show_everything(page)
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", QUESTIONS)
def test_axe_finds_no_violation_without_scripts_of_ours(
    open_page: OpenPage, language: str, scheme: str
) -> None:
    page = open_page(f"/chat?language={language}", color_scheme=scheme)
    assert violations(page) == []
    page.locator("textarea").fill(QUESTIONS[language])
    page.locator("form .primary").click()
    expect(page.locator(".answer")).to_be_visible()
    assert violations(page) == []


def test_axe_finds_no_violation_in_the_statement(open_page: OpenPage) -> None:
    assert violations(open_page("/accessibility")) == []


TREE = """
- dialog "Hanni, Assistentin der Stadt Hannover":
  - heading "Hanni" [level=2]
  - combobox "Sprache":
    - option "Deutsch" [selected]
    - option "English"
    - option "Türkçe"
    - option "Українська"
    - option "Русский"
    - option "العربية"
    - option "فارسی"
    - option "Polski"
    - option "Français"
    - option "Română"
    - option "Български"
    - option "Ελληνικά"
    - option "Español"
    - option "Hrvatski / Bosanski / Srpski"
    - option "Italiano"
    - option "Kurmancî"
    - option "پښتو"
    - option "Shqip"
    - option "Tiếng Việt"
  - button "Weitere Funktionen"
  - button "Chat schließen"
  - log "Gespräch mit Hanni":
    - paragraph: Guten Tag! Ich bin Hanni, die digitale Assistentin der Stadt Hannover. Was möchten Sie wissen?
    - paragraph: /Bitte schreiben Sie keine persönlichen Daten/
    - switch "Einfache Sprache"
    - text: "Sie:"
    - paragraph: Was kostet ein Reisepass?
    - text: "Hanni:"
    - list:
      - listitem: "Ab 24 Jahren: 70 Euro"
      - listitem: "Unter 24 Jahren: 37,50 Euro"
    - article:
      - heading "Reisepass beantragen" [level=3]
      - 'link "Zur Seite der Stadt: Reisepass beantragen (neuer Tab)"'
      - paragraph: /Stand \\d/
    - group: Quellen
    - button "Kopieren"
    - text: War das hilfreich?
    - button "Ja"
    - button "Nein"
    - list "Weitere Fragen":
      - listitem:
        - button "Welche Unterlagen brauche ich?"
  - log:
    - paragraph: Hanni sucht die Antwort …
  - textbox "Ihre Frage"
  - button "Senden"
"""


def test_the_accessibility_tree_of_a_conversation(open_page: OpenPage, artefacts: Path) -> None:
    page = open_page()
    ask(page, "Was kostet ein Reisepass?")
    panel = page.locator(".panel")
    (artefacts / "tree.txt").write_text(panel.aria_snapshot(), encoding="utf-8")
    expect(panel).to_match_aria_snapshot(TREE)


def test_foreign_words_change_the_voice(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "Yeni adresimi nasıl kaydettiririm?")
    answer = page.locator(".message.hanni").last
    assert answer.locator("p").first.get_attribute("lang") == "tr"
    expect(answer.locator("bdi[lang=de]", has_text="Bürgeramt").first).to_be_visible()
    answer.locator(".sources summary").click()
    assert answer.locator(".sources q").first.get_attribute("lang") == "de"


def test_with_reduced_motion_nothing_moves(open_page: OpenPage) -> None:
    page = open_page(reduced_motion="reduce")
    Stream(page)
    page.locator(".launcher").click()
    page.locator(".suggestion").first.click()
    expect(page.locator(".waiting span").first).to_have_css("animation-name", "none")


def test_text_spacing_loses_nothing(open_page: OpenPage) -> None:
    """WCAG 1.4.12: spacing that a reader sets is inherited into the window's own texts."""
    page = open_page(viewport={"width": 320, "height": 640})
    page.locator(".launcher").click()
    page.evaluate(
        """() => { const sheet = new CSSStyleSheet();
        sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }");
        document.querySelector("hanni-chat").shadowRoot.adoptedStyleSheets.push(sheet); }"""
    )
    ask(page, "Wie melde ich meinen Wohnsitz um?", opened=True)
    page.locator("[aria-controls=options]").click()
    cut = page.evaluate(
        """() => [...document.querySelector("hanni-chat").shadowRoot.querySelectorAll("*")]
        .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1 && one.clientWidth
            && getComputedStyle(one).overflowX !== "visible" && !one.classList.contains("hidden"))
        .map((one) => one.className || one.localName)"""
    )
    assert cut == []


def test_every_target_is_large_enough_in_every_state(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    ask(page, "Was kostet ein Reisepass?")
    show_everything(page)
    small = page.evaluate(
        """() => [...document.querySelector("hanni-chat").shadowRoot.querySelectorAll(
            "button, select, summary, textarea, a.button, a.option")]
        .filter((one) => one.checkVisibility()).map((one) => [one.className || one.localName, one.getBoundingClientRect()])
        .filter(([, box]) => box.width && Math.min(box.width, box.height) < 43.9).map(([name]) => name)"""
    )
    assert small == []
