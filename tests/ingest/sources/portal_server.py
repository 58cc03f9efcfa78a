"""A local portal: pages from a table, with ETags, and some hostile addresses."""

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

BOMB = gzip.compress(b"0" * 20_000_000, compresslevel=1)


@dataclass
class Portal:
    """What the server answers, and what it was asked."""

    pages: dict[str, str] = field(default_factory=dict)
    #: Pages as bytes, in whatever encoding.
    bodies: dict[str, bytes] = field(default_factory=dict)
    lastmod: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    #: Path -> answers with these states before the page.
    failing: dict[str, list[int]] = field(default_factory=dict)
    #: Path -> seconds before the answer.
    slow: dict[str, float] = field(default_factory=dict)
    robots: str = ""
    asked: list[str] = field(default_factory=list)
    unchanged: int = 0
    url: str = ""
    listed: list[str] | None = None
    sitemap: str | None = None

    def body(self, path: str) -> bytes | None:
        if path in self.pages:
            return self.pages[path].encode()
        return self.bodies.get(path)

    def sitemap_xml(self) -> str:
        if self.sitemap is not None:
            return self.sitemap
        entries = "".join(
            f"<url><loc>{self.url}{path}</loc>"
            + (f"<lastmod>{self.lastmod[path]}</lastmod>" if path in self.lastmod else "")
            + "</url>"
            for path in (self.listed if self.listed is not None else [*self.pages, *self.bodies])
        )
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'


def _handler(portal: Portal) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet, or each answer waits 40 ms

        def log_message(self, *_: Any) -> None:
            pass

        def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            if "Content_Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            path = self.path
            portal.asked.append(path)
            time.sleep(portal.slow.get(path, 0))
            if waiting := portal.failing.get(path):
                self.answer(waiting.pop(0))
            elif path == "/robots.txt":
                self.answer(200 if portal.robots else 404, portal.robots.encode())
            elif path == "/sitemap.xml":
                self.answer(200, portal.sitemap_xml().encode(), Content_Type="application/xml")
            elif path in portal.moved:
                self.answer(301, Location=portal.moved[path])
            elif path.startswith("/endless"):
                self.answer(302, Location=f"/endless{len(portal.asked)}")
            elif path == "/huge.html":
                self.answer(200, b"x", Content_Length="2147483648", Content_Type="text/html")
                self.close_connection = True
            elif path == "/streamed.html":
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Connection", "close")
                self.end_headers()
                try:
                    for _ in range(200):
                        self.wfile.write(b"<p>" + b"x" * 100_000)
                except OSError:
                    pass
                self.close_connection = True
            elif path == "/slow.html":
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Connection", "close")
                self.end_headers()
                try:
                    for _ in range(50):
                        self.wfile.write(b"<p>langsam</p>")
                        self.wfile.flush()
                        time.sleep(0.1)
                except OSError:
                    pass
                self.close_connection = True
            elif path == "/bomb.html":
                self.answer(200, BOMB, Content_Encoding="gzip", Content_Type="text/html")
            elif (found := portal.body(path.partition("?")[0])) is not None:
                body = found
                tag = f'"{hash(body)}"'
                if self.headers.get("If-None-Match") == tag:
                    portal.unchanged += 1
                    self.answer(304, ETag=tag)
                else:
                    kind = "text/html" if path in portal.bodies else "text/html; charset=utf-8"
                    self.answer(200, body, ETag=tag, Content_Type=kind)
            else:
                self.answer(404)

    return Handler


@contextmanager
def serving_portal() -> Iterator[Portal]:
    portal = Portal()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(portal))
    portal.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield portal
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
