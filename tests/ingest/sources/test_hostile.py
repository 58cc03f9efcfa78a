"""Hostile servers and files: refused with a line that names what and why; the rest goes on.

Answers that are too large, bombs and endless redirects of a portal are in test_portal.py, XML in
test_xzufi.py, lists in test_faq_lists.py.
"""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpcore
import pytest

from ingest.sources.fetch import Fetcher, Limits, Refused
from ingest.sources.html.reader import read_page
from ingest.sources.public_only import PrivateAddress, check_public
from ingest.sources.reading import read_sources
from knowledge.settings import Settings
from tests.ingest.sources.portal_server import Portal, serving_portal

PUBLIC = "93.184.215.14"


@pytest.fixture
def portal() -> Iterator[Portal]:
    with serving_portal() as running:
        yield running


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1", "::",
     "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1"],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    with pytest.raises(PrivateAddress, match="private address"):
        check_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "2001:4860:4860::8888", "64:ff9b::808:808"])
def test_public_addresses(address: str) -> None:
    check_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost"],
)
def test_an_allowed_host_may_not_be_this_machine_however_it_is_written(host: str) -> None:
    fetcher = Fetcher(frozenset({host.strip("[]")}), Limits(attempts=1))
    with pytest.raises(Refused, match=r"private address|no address"):
        fetcher.get(f"http://{host}/")


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("http://127.0.0.1:1/", "not in the list of allowed hosts"),
        ("http://2130706433/", "not in the list of allowed hosts"),
        ("http://[::ffff:127.0.0.1]/", "not in the list of allowed hosts"),
        ("http://169.254.169.254/latest/meta-data/", "not in the list of allowed hosts"),
        ("file:///etc/passwd", "scheme 'file' is not allowed"),
        ("//user:password@example.invalid/", "user name"),
        ("http://[::1", "no address"),
    ],
)
def test_a_redirect_is_checked_like_any_address(portal: Portal, target: str, why: str) -> None:
    portal.moved["/go"] = target
    host = portal.url.removeprefix("http://")
    fetcher = Fetcher(frozenset({host}), Limits(attempts=1), allow_private=True)
    with pytest.raises(Refused, match=why):
        fetcher.get(f"{portal.url}/go")


def test_a_name_that_changes_its_address_is_not_followed(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: what was checked is what is connected to, and each connection is checked."""
    answers = [PUBLIC, "127.0.0.1"]
    port = int(portal.url.rpartition(":")[2])
    connected = []

    look_up = socket.getaddrinfo

    def resolve(host: str, port: int, *more: Any, **named: Any) -> Any:
        if host != "city.example":
            return look_up(host, port, *more, **named)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers.pop(0), port))]

    connect = httpcore.SyncBackend.connect_tcp

    def to_the_portal(self: Any, host: str, _: int, *more: Any) -> httpcore.NetworkStream:
        connected.append(host)  # the public address is stood in for by the local portal
        return connect(self, "127.0.0.1", port, *more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", to_the_portal)
    portal.bodies["/"] = b"<html>public</html>"
    first = Fetcher(frozenset({"city.example"}), Limits(attempts=1))
    assert first.get("http://city.example/", robots=False).body == portal.bodies["/"]
    second = Fetcher(frozenset({"city.example"}), Limits(attempts=1))
    with pytest.raises(Refused, match=r"private address 127\.0\.0\.1"):
        second.get("http://city.example/", robots=False)
    assert connected == [PUBLIC]
    assert portal.asked == ["/"]


@pytest.mark.parametrize("tag", ["div", "ul><li", "table><tr><td", "b"])
def test_tags_a_hundred_thousand_deep_do_no_harm(tag: str) -> None:
    body = f"<main><h1>Tief</h1><p>{'Wort ' * 40}</p>{f'<{tag}>' * 100_000}unten</main>".encode()
    assert read_page(body, "https://hannover.gov.de/x").title == "Tief"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("../../../etc/passwd", "outside its folder"),
        ("/etc/passwd", "outside its folder"),
        ("link.xml", "outside its folder"),
        ("loop.xml", "no file name"),
        ("sub/../../secret.xml", "outside its folder"),
        ("a\x00b.xml", "no file name"),
        ("x" * 5000, "no file name"),
        ("folder", "not there"),
    ],
)
def test_names_with_tricks_in_an_index(
    tmp_path: Path, small_settings: Settings, line: str, why: str
) -> None:
    data = tmp_path / "data"
    (data / "in" / "folder").mkdir(parents=True)
    (data / "sources.yaml").write_text("sources: [{name: x, kind: xzufi, index: in/index.txt}]")
    (data / "secret.xml").write_text("<secret/>")
    (data / "in" / "link.xml").symlink_to("/etc/passwd")
    (data / "in" / "loop.xml").symlink_to("loop.xml")
    (data / "in" / "good.xml").write_text("<transfer/>")
    (data / "in" / "index.txt").write_text(f"{line}\ngood.xml\n")
    problems: list[str] = []
    read_sources(small_settings, tell=lambda problem: problems.append(str(problem)))
    assert len(problems) == 1
    assert why in problems[0]
    assert repr(line[:20])[1:-1] in problems[0]


def test_aliases_that_grow_without_end_in_a_list(tmp_path: Path, small_settings: Settings) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "sources.yaml").write_text("sources: [{name: x, kind: faqs, files: [bomb.yaml], service: reisepass}]")  # fmt: skip
    laughs = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    (data / "bomb.yaml").write_text(
        "fragen:\n- frage: &a0 Warum?\n"
        + "".join(f"  x{line}" for line in laughs.splitlines(keepends=True))
        + "  antwort: *a11\n"
    )
    problems: list[str] = []
    read_sources(small_settings, tell=lambda problem: problems.append(str(problem)))
    assert "neither a text nor a list of texts" in problems[0]
