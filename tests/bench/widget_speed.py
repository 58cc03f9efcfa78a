"""Bytes and times of the chat window in a real Chromium, against a running server.

    hanni serve &
    python -m tests.bench.widget_speed [http://127.0.0.1:8000] [FILE …]

Files are other windows' bundles (from ``npm pack``); their bytes are printed beside ours. Times are
medians of five fresh browser contexts.
"""

import gzip
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from bot.settings import WIDGET_FOLDER

_RUNS = 5
#: WebPageTest's "3G Slow": 400 kbit/s, 400 ms there and back.
_SLOW_3G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}
#: Milliseconds from the start of the page to the frame in which the window can be opened.
_READY = """new Promise((done) => {
  const look = () => document.querySelector("hanni-chat").shadowRoot?.querySelector(".launcher")
    ? requestAnimationFrame(() => done(performance.now())) : setTimeout(look, 5);
  look();
})"""
#: Milliseconds from a click or key to the frame that shows its effect.
_UNTIL = """([act, shown]) => new Promise((done) => {
  const root = document.querySelector("hanni-chat").shadowRoot;
  const started = performance.now();
  if (act === "open") root.querySelector(".launcher").click();
  else root.querySelector(".form textarea").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  const look = () => root.querySelector(shown)?.checkVisibility()
    ? requestAnimationFrame(() => done(performance.now() - started)) : requestAnimationFrame(look);
  look();
})"""
#: Everything that shifts, also within half a second of a key, which browsers would forgive.
_SHIFT = """window.shift = 0; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) shift += entry.value;
}).observe({ type: "layout-shift" })"""


def main() -> None:
    """Measure and print."""
    server = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    files = sorted(WIDGET_FOLDER.glob("*.js"))
    print(f"Hanni: {_zipped(*files):,} bytes gzipped in {len(files)} files")
    for path in map(Path, sys.argv[2:]):
        print(f"{path}: {_zipped(path):,} bytes gzipped")
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        options = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        for name, measure in _MEASURES.items():
            values = [_in_fresh_page(browser, measure, server) for _ in range(_RUNS)]
            print(f"{name}: {median(values):,.4g}  ({min(values):,.4g} to {max(values):,.4g})")
        browser.close()


def _zipped(*files: Path) -> int:
    return sum(len(gzip.compress(file.read_bytes())) for file in files)


def _in_fresh_page(browser: Browser, measure: Callable[[Page, str], float], server: str) -> float:
    context = browser.new_context(locale="de-DE")
    try:
        return measure(context.new_page(), server)
    finally:
        context.close()


def _ready(page: Page, server: str) -> float:
    page.goto(server, wait_until="commit")
    return float(page.evaluate(_READY))


def _slow(page: Page, server: str) -> float:
    page.context.new_cdp_session(page).send("Network.enable")
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", _SLOW_3G)
    page.goto(server, wait_until="commit")
    return float(page.evaluate(_READY))


def _opens(page: Page, server: str) -> float:
    _ready(page, server)
    return float(page.evaluate(_UNTIL, ["open", ".panel"]))


def _skeleton(page: Page, server: str) -> float:
    _opens(page, server)
    page.locator(".form textarea").fill("Was kostet ein Reisepass?")
    return float(page.evaluate(_UNTIL, ["send", ".waiting"]))


def _shift(page: Page, server: str) -> float:
    """Of an open window while two questions are asked and answered."""
    _opens(page, server)
    page.evaluate(_SHIFT)
    for question in ("Was kostet ein Reisepass?", "Und wie lange dauert das?"):
        page.locator(".form textarea").fill(question)
        page.keyboard.press("Enter")
        page.locator(".message.hanni").last.locator(".suggestion").first.wait_for()
    return float(page.evaluate("window.shift"))


_MEASURES: dict[str, Callable[[Page, str], float]] = {
    "ready to be opened, ms": _ready,
    "ready to be opened over slow 3G, ms": _slow,
    "click to open window, ms": _opens,
    "key press to skeleton, ms": _skeleton,
    "layout shift of a conversation, keys included": _shift,
}


if __name__ == "__main__":
    main()
