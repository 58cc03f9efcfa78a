"""A local search API: what the PVOG Suchdienst answers, and what it may do wrong."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

HANNOVER = "032410001001"
LOWER_SAXONY = "030000000000"
MUNICH = "091620000000"


@dataclass
class Suchdienst:
    """The services, by id as ``detail`` answers them, and the offices."""

    services: dict[str, dict[str, Any]] = field(default_factory=dict)
    offices: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: Path -> status or bytes that come instead.
    instead: dict[str, int | bytes] = field(default_factory=dict)
    #: It does not know the parameter ``page``, or the region.
    ignores_page: bool = False
    ignores_region: bool = False
    asked: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    url: str = ""

    def add(self, number: int, text: str, **more: Any) -> str:
        """Put a service in; its id."""
        id_ = f"L100.LB.{number}"
        self.services[id_] = {
            "id": id_,
            "name": f"Leistung {number}",
            "ars": [LOWER_SAXONY],
            "leikakeys": [f"9900000000{number:04}"],
            "lastUpdate": "2025-03-04T10:00:00.000+0000",
            "details": [{"code": "06", "title": "Volltext", "text": text, "links": None}],
            "onlineServiceLinks": [],
            "organisations": [],
            **more,
        }
        return id_

    def listed(self, region: str, page: int, size: int) -> dict[str, Any]:
        """A page of the list."""
        rows = [
            {name: s[name] for name in ("id", "name", "ars", "lastUpdate")}
            for s in self.services.values()
            if self.ignores_region or any(region.startswith(a.rstrip("0")) for a in s["ars"])
        ]
        start = 0 if self.ignores_page else page * size
        content = rows[start : start + size]
        return {
            "serviceDescriptions": {
                "content": content,
                "totalElements": len(rows),
                "totalPages": -(-len(rows) // size),
                "number": page,
                "last": not self.ignores_page and start + size >= len(rows),
            }
        }

    def answer(self, path: str, query: dict[str, list[str]]) -> Any:
        """The JSON of an address; None if there is no such thing."""
        parts = unquote(path).strip("/").split("/")
        if parts[:2] == ["v7", "servicedescriptions"]:
            size = int(query["size"][0])
            return None if size < 5 else self.listed(parts[2], int(query["page"][0]), size)
        if parts[:2] == ["v6", "servicedescriptions"]:
            return self.services.get(parts[2])
        if parts == ["v5", "organisationunits", "detail"]:
            return self.offices.get(query["q"][0])
        return None


def _handler(api: Suchdienst) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            api.asked.append(self.path)
            api.headers = {name.lower(): value for name, value in self.headers.items()}
            status, body = 200, b""
            instead = api.instead.get(address.path)
            if isinstance(instead, int):
                status = instead
            elif instead is not None:
                body = instead
            elif (value := api.answer(address.path, parse_qs(address.query))) is None:
                status = 404
            else:
                body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


@contextmanager
def serving_suchdienst() -> Iterator[Suchdienst]:
    api = Suchdienst()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(api))
    api.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
