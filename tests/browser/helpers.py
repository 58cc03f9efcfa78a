"""What the browser tests share: asking, a stream in the test's hands, axe-core, made-up host pages."""

import json
from collections.abc import Sequence
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

AXE = Axe()

ANSWER: dict[str, Any] = {
    "id": "0" * 32, "outcome": "answered", "language": "de", "detected_language": "de",
    "confidence": 1, "blocks": [], "services": [], "sources": [], "suggestions": ["Und dann?"],
    "translation": "none", "answered_by": "extractive", "plain": False, "snapshot": 1,
}  # fmt: skip


def ask(page: Page, question: str, *, opened: bool = False) -> None:
    """Type a question and wait for its whole answer."""
    if not opened:
        page.locator(".launcher").click()
    answers = page.locator(".message.hanni").count()
    page.locator(".form textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".message.you").last).to_contain_text(question)
    expect(page.locator(".message.hanni:not(.waiting, .partial)")).to_have_count(answers + 1)
    expect(page.locator(".message.hanni").last.locator(".suggestions")).to_be_visible()


def violations(page: Page) -> list[str]:
    """What axe-core finds, one line an element."""
    results: Any = AXE.run(page)
    return [
        f"{found['id']}: {node['html'][:120]}"
        for found in results.response["violations"]
        for node in found["nodes"]
    ]


def reply(page: Page, *answers: dict[str, Any]) -> list[dict[str, Any]]:
    """Answer questions with these instead of the server's; the list fills with what was sent."""
    sent: list[dict[str, Any]] = []

    def fulfil(route: Route) -> None:
        answer = answers[min(len(sent), len(answers) - 1)]
        sent.append(route.request.post_data_json or {})
        body = f"event: answer\ndata: {json.dumps({**ANSWER, **answer})}\n\n"
        route.fulfill(content_type="text/event-stream", body=body)

    page.route("**/api/chat", fulfil)
    return sent


#: Answers to questions come from window.stream, piece by piece; an abort ends it as a real one.
_STREAM = """
const real = window.fetch;
window.fetch = (url, options) => {
  if (!String(url).endsWith("/api/chat")) return real(url, options);
  const body = new ReadableStream({ start(controller) {
    const encode = (text) => controller.enqueue(new TextEncoder().encode(text));
    window.stream = {
      send: (event, data) => encode(`event: ${event}\\ndata: ${JSON.stringify(data)}\\n\\n`),
    };
    options.signal.addEventListener("abort", () => {
      window.aborted = true;
      controller.error(new DOMException("stopped", "AbortError"));
    });
  } });
  return Promise.resolve(new Response(body, { headers: { "content-type": "text/event-stream" } }));
};
"""


class Stream:
    """An answer that the test sends piece by piece."""

    def __init__(self, page: Page) -> None:
        self._page = page
        page.evaluate(_STREAM)

    def block(self, index: int, text: str, language: str = "de") -> None:
        block = {"type": "paragraph", "text": text, "language": language}
        self._send("block", {"index": index, "block": block})

    def answer(self, *texts: str, **more: object) -> None:
        blocks = [{"type": "paragraph", "text": text, "language": "de"} for text in texts]
        self._send("answer", {**ANSWER, "blocks": blocks, **more})

    def _send(self, event: str, data: object) -> None:
        self._page.evaluate("([event, data]) => stream.send(event, data)", [event, data])


def host_page(
    page: Page, body: str, *, csp: str = "", css: str = "", lang: str = "de", path: str = "/host"
) -> None:
    """Go to a made-up page of a city that has the widget on it."""
    html = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Stadt</title>'
        '<link rel="icon" href="data:,">'
        + (f"<style>{css}</style>" if css else "")
        + '<script type="module" src="/widget/hanni-chat.js"></script></head>'
        f"<body>{body}</body></html>"
    )
    headers = {"content-type": "text/html; charset=utf-8"}
    if csp:
        headers["content-security-policy"] = csp
    page.route(f"**{path}", lambda route: route.fulfill(body=html, headers=headers))
    page.goto("/".join(page.url.split("/")[:3]) + path)


def texts(items: Sequence[Any]) -> list[str]:
    """The texts of a history's turns, None left out."""
    return [item["text"] for item in items if item.get("text")]
