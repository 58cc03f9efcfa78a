"""A real headless Chromium, Debian's, driven by Playwright."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import Server

ARTEFACTS = Path(__file__).parents[2] / "artefacts"
#: Without these, Chromium keeps trying to reach its maker's hosts.
_OFFLINE = (
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-quic", "--no-first-run",
)  # fmt: skip

expect.set_options(timeout=10_000)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Ends with the browser's tests: while Playwright runs, its event loop is this thread's."""
    chromium = os.environ.get("HANNI_TEST_CHROMIUM") or shutil.which("chromium")
    assert chromium, "no chromium: run 'make test', or set HANNI_TEST_CHROMIUM"
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium, args=[*_OFFLINE, *sandbox, "--disable-gpu"]
        )
        yield launched
        launched.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[OpenPage]:
    """Open the demonstration page; fails afterwards if a script failed or a stranger was asked."""
    contexts = []
    troubles: list[str] = []

    def opened(path: str = "/", **options: object) -> Page:
        settings = {"viewport": {"width": 1280, "height": 900}, "locale": "de-DE", **options}
        context = browser.new_context(**settings)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console",
            lambda message: (
                troubles.append(message.text) if "Content Security" in message.text else None
            ),
        )
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((server.url, "data:"))
                else troubles.append(f"request to {request.url}")
            ),
        )
        page.goto(server.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Where screenshots are kept."""
    ARTEFACTS.mkdir(exist_ok=True)
    return ARTEFACTS
