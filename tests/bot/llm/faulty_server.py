"""A real HTTP server that speaks the OpenAI protocol and misbehaves on purpose."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: What the models say, by mode; a list of pieces.
TEXTS = {
    "good": ["Der Personalausweis kostet ab 24 Jahren 46 Euro. ", "Unter 24 Jahren sind es 27,60 Euro."],
    "with_link": ["Der Personalausweis kostet ab 24 Jahren 46 Euro [link_1]."],
    "invented_number": ["Der Personalausweis kostet 49 Euro. ", "Rufen Sie 0511 99999 an."],
    "swapped": ["Unter 24 Jahren kostet der Personalausweis 46 Euro."],
    "one_invented": [
        "Ab 24 Jahren kostet er 46 Euro. ", "Er kostet 99 Euro. ",
        "Unter 24 Jahren kostet er 27,60 Euro. ", "Das Foto im Bürgeramt kostet 6 Euro zusätzlich.",
    ],
    "invented_link": ["Siehe https://evil.example/ausweis für mehr."],
    "invented_token": ["Siehe [link_7] für mehr Angaben dazu."],
    "script": ["<script>alert(1)</script>"],
    "language": ["The identity card is issued by the office in person after an application."],
    "refusal": ["NO ANSWER"],
    "empty": [""],
    "endless": ["Bitte lesen Sie die Hinweise zum Ausweis in Ruhe und langsam ", *["immer wieder "] * 100_000],
    "endless_sentences": ["Bitte kommen Sie persönlich. "] * 100_000,
}  # fmt: skip


class FaultyModel(BaseHTTPRequestHandler):
    """``mode`` says what goes wrong; ``pause`` is how long it keeps the client waiting."""

    mode = "good"
    pause = 3.0
    seen: list[str] = []  # noqa: RUF012  # shared on purpose: what the server was asked
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        type(self).seen.append(body.decode())
        mode = self.mode
        if mode == "500_once":
            mode = "500" if len(self.seen) == 1 else "good"
        if mode in {"500", "429"}:
            self.send_response(int(mode))
            self.send_header("content-length", "0")
            # A server may ask for more patience than anybody has.
            self.send_header("retry-after", "60")
            self.end_headers()
            return
        if mode == "slow":
            time.sleep(self.pause)
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        try:
            self._answer(mode)
        except OSError:  # the client has left
            self.close_connection = True

    def _answer(self, mode: str) -> None:
        if mode == "garbage":
            self._send(b"data: \xff\xfe{nonsense\n\n")
            return
        if mode == "invalid_utf8":
            text = json.dumps(
                _delta("Der Ausweis kostet ab 24 Jahren 46 §§ Euro. "), ensure_ascii=False
            )
            self._send(b"data: " + text.encode().replace("§§".encode(), b"\xff\xc3") + b"\n\n")
            self._end()
            return
        for piece in TEXTS.get(mode, TEXTS["good"]):
            self._send(f"data: {json.dumps(_delta(piece))}\n\n".encode())
            if mode == "cut":
                self.connection.close()
                self.close_connection = True
                return
            if mode == "early_end":  # ends tidily, but in the middle
                self.wfile.write(b"0\r\n\r\n")
                return
            if mode == "stall":
                time.sleep(self.pause)
        self._end()

    def _end(self) -> None:
        self._send(f"data: {json.dumps(_delta('', 'stop'))}\n\n".encode())
        self._send(b"data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def _send(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep the tests' output clean."""


def _delta(text: str, finish: str | None = None) -> dict[str, object]:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return {
        "choices": [choice], "id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m",
    }  # fmt: skip


@contextmanager
def faulty_server() -> Iterator[str]:
    """Run it; yields the URL to configure."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), FaultyModel)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
