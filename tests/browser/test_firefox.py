"""One conversation in a real Firefox: another engine, the same window."""

from collections.abc import Iterator

import pytest

from tests.browser.firefox import Firefox, firefox
from tests.conftest import Server

#: WebDriver's keys.
ENTER, ESCAPE = "\ue007", "\ue00c"
ROOT = "document.querySelector('hanni-chat').shadowRoot"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with firefox(tmp_path_factory.mktemp("firefox")) as running:
        yield running


def text(browser: Firefox, selector: str) -> str:
    return str(browser.evaluate(f"{ROOT}.querySelector('{selector}').innerText"))


def test_a_conversation_in_firefox(browser: Firefox, server: Server) -> None:
    browser.open(server.url)
    browser.wait_for("document.querySelector('hanni-chat').shadowRoot.querySelector('.launcher')")
    browser.click(f"{ROOT}.querySelector('.launcher')")  # a new window takes keys after a click
    browser.wait_for(f"{ROOT}.activeElement?.localName === 'textarea'")
    assert "keine persönlichen Daten" in text(browser, ".privacy")
    browser.type("Was kostet ein Reisepass?" + ENTER)
    browser.wait_for(f"{ROOT}.querySelector('.message.hanni .service')")
    answer = "[...document.querySelector('hanni-chat').shadowRoot.querySelectorAll('.message.hanni')].at(-1)"
    assert "70 Euro" in browser.evaluate(f"{answer}.innerText")
    link = browser.evaluate(f"{answer}.querySelector('.service a').href")
    assert str(link).startswith("https://www.hannover.de/")
    browser.evaluate(f"{answer}.querySelector('.sources summary').click()")
    browser.wait_for(f"{answer}.querySelector('.sources q').checkVisibility()")
    # Its style sheet is adopted, nothing hangs over, and there is no voice input in Firefox.
    assert browser.evaluate(f"Math.round({ROOT}.querySelector('.panel').offsetWidth)") == 416
    assert browser.evaluate(f"{ROOT}.querySelector('.speak').hidden") is True
    browser.evaluate(
        f"(() => {{ const s = {ROOT}.querySelector('select'); s.value = 'ar'; s.dispatchEvent(new Event('change')); }})()"
    )
    browser.wait_for(f"{ROOT}.querySelector('.panel').dir === 'rtl'")
    browser.evaluate(f"{ROOT}.querySelector('.form textarea').focus()")
    browser.type(ESCAPE)
    browser.wait_for(f"{ROOT}.activeElement?.classList.contains('launcher')")
