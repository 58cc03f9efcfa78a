"""A real HTTP server that speaks the OpenAI protocol and translates well or badly, as it is told.

Its good translations are the shipped ones: it looks each German line up in the content.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ingest.translate.document import documents
from knowledge.settings import CONTENT_FOLDER

_LINE = re.compile(r"^\[([\w.-]+)\] (.*)$", re.MULTILINE)
Lines = dict[str, str]


class TranslatingModel(BaseHTTPRequestHandler):
    """``mode`` says what goes wrong, on every answer or (``…_once``) on the first one of a text."""

    mode = "good"
    pause = 3.0
    known: dict[str, Lines] = {}  # noqa: RUF012  # shared on purpose: translations by language
    seen: list[str] = []  # noqa: RUF012  # shared on purpose: what the server was asked
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        type(self).seen.append(json.dumps(request["messages"], ensure_ascii=False))
        first = len(request["messages"]) == 2
        mode = self.mode
        if mode.endswith("_once"):
            mode = mode.removesuffix("_once") if first and self._new() else "good"
        if mode in {"429", "500"}:
            self._send(int(mode), b"", {"retry-after-ms": "10"})
            return
        if mode == "slow":
            time.sleep(self.pause)
        if mode == "garbage":
            self._send(200, b"\xff\xfe{nonsense")
            return
        asked = dict(_LINE.findall(request["messages"][-1]["content"].rpartition("<lines>")[2]))
        words = self._translated(request, asked)
        if mode in _BAD:
            words = _BAD[mode](words)
        text = "\n".join(f"[{mark}] {line}" for mark, line in words.items())
        if mode == "too_long":
            text = text[: len(text) // 3]
        if mode == "talkative":
            text = f"<think>[title] Hm.</think>Sure! Here it is:\n```\n{text}\n```"
        body = json.dumps(
            _completion(text, {"cut": None, "too_long": "length"}.get(mode, "stop"))
        ).encode()
        if mode == "dropped":  # the connection ends in the middle of the answer
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
            return
        self._send(200, body, {"content-type": "application/json"})

    def _new(self) -> bool:
        return self.mode != "429_once" or len(self.seen) == 1

    def _translated(self, request: dict[str, list[dict[str, str]]], asked: Lines) -> Lines:
        system = request["messages"][0]["content"]
        language = "tr" if "Turkish" in system else "en"
        known = self.known[language]
        return {mark: known.get(german, f"{mark} köpek") for mark, german in asked.items()}

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        try:
            self.send_response(status)
            for name, value in {**(headers or {}), "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except OSError:  # the client has left
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep the tests' output clean."""


def _changed(old: str, new: str) -> Callable[[Lines], Lines]:
    return lambda lines: {mark: line.replace(old, new) for mark, line in lines.items()}


#: What becomes of a good answer, by mode.
_BAD: dict[str, Callable[[Lines], Lines]] = {
    "number_changed": _changed("150", "155"),
    "amounts_swapped": _changed("150 euro", "euro 150 kuruş"),
    "month_changed": _changed("Mayıs", "Haziran"),
    "markup": _changed("150", "**150**"),
    "html": _changed("Köpek", "<b>Köpek</b>"),
    "section_missing": lambda lines: {
        mark: line for mark, line in lines.items() if not mark.startswith("cost")
    },
    "two_lines": _changed(". ", ".\n"),
    "wrong_language": lambda lines: {
        mark: "The dog must be registered with the city within one week. " * (1 + len(line) // 90)
        for mark, line in lines.items()
    },
    "endless": _changed("Köpek", "Köpek " * 400),
    "nothing": lambda _: {},
}  # fmt: skip
FAULTS = (*_BAD, "too_long")


def _completion(text: str, finish: str | None) -> dict[str, object]:
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": finish}
    return {
        "choices": [choice], "id": "1", "object": "chat.completion", "created": 0, "model": "m",
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }  # fmt: skip


@contextmanager
def model_server() -> Iterator[str]:
    """Run it; yields the URL to configure."""
    for language in ("tr", "en"):
        known = TranslatingModel.known.setdefault(language, {})
        for document in documents(CONTENT_FOLDER):
            words = document.versions[language].lines
            known.update((german, words[mark]) for mark, german in document.lines().items())
    server = ThreadingHTTPServer(("127.0.0.1", 0), TranslatingModel)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
