"""The HTTP API over a real socket."""

import json
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest

from ingest.builder import Builder
from knowledge.content import read_content
from knowledge.embedding import OnnxEmbedder
from knowledge.languages import INTERFACE, SUPPORTED
from knowledge.settings import Settings
from tests.conftest import Server, serving


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url) as connected:
        yield connected


def events(response: httpx.Response) -> list[tuple[str, dict[str, object]]]:
    found = re.findall(r"event: (\w+)\r?\ndata: (.*?)\r?\n", response.text)
    return [(name, json.loads(data)) for name, data in found]


def test_an_answer_in_one_piece(client: httpx.Client) -> None:
    response = client.post("/api/chat", json={"message": "und wann ist die Grundsteuer fällig?"})
    assert response.status_code == 200
    answer = response.json()
    assert answer["outcome"] == "answered"
    assert answer["language"] == "de"
    assert answer["services"][0]["id"] == "grundsteuer"
    assert answer["answered_by"] == "extractive"
    assert re.fullmatch(r"[0-9a-f]{32}", answer["id"])
    assert response.headers["cache-control"] == "no-store"


def test_the_stream_ends_with_the_same_answer(client: httpx.Client) -> None:
    question = {"message": "How much is a passport?"}
    whole = client.post("/api/chat", json=question).json()
    stream = client.post("/api/chat", json=question, headers={"accept": "text/event-stream"})
    assert stream.headers["content-type"].startswith("text/event-stream")
    *blocks, (last, answer) = events(stream)
    assert last == "answer"
    assert {**answer, "id": ""} == {**whole, "id": ""}
    assert [(name, data["block"]) for name, data in blocks] == [
        ("block", block) for block in whole["blocks"]
    ]


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b'{"message": ""}', 422, "empty"),
        (b'{"message": " \\u200b\\n"}', 422, "empty"),
        (b'{"message": "?!"}', 422, "empty"),
        (b'{"message": 5}', 422, "invalid"),
        (b"{}", 422, "invalid"),
        (b"[]", 422, "invalid"),
        (b"{", 422, "invalid"),
        (b"", 422, "invalid"),
        (b'{"message": "\xff\xfe"}', 400, "invalid"),
        (b'{"message": "\\ud83d"}', 422, "invalid"),
        (b'{"message": "Hund", "history": "nothing"}', 422, "invalid"),
        (b'{"message": "Hund", "history": [{"role": "admin", "text": ""}]}', 422, "invalid"),
        (b'{"message": "' + b"x" * 1001 + b'"}', 422, "too_long"),
        (b'{"message": "' + b"x" * 200_000 + b'"}', 413, "too_large"),
        (b"[" * 100_000, 400, "invalid"),
    ],
)
def test_bad_input_is_a_problem_in_the_readers_language(
    client: httpx.Client, body: bytes, status: int, kind: str
) -> None:
    headers = {"content-type": "application/json", "accept-language": "tr-TR,tr;q=0.9"}
    response = client.post("/api/chat", content=body, headers=headers)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["content-language"] == "tr"
    problem = response.json()
    assert problem["type"] == f"urn:hanni:problem:{kind}"
    assert problem["status"] == status
    assert "Lütfen" in problem["detail"]


def test_the_chosen_language_beats_the_browsers(client: httpx.Client) -> None:
    problem = client.post("/api/chat", json={"message": "", "language": "fr"}).json()
    assert problem["detail"] == "Veuillez écrire une question."


def test_unknown_fields_languages_and_services_do_no_harm(client: httpx.Client) -> None:
    answer = client.post(
        "/api/chat",
        json={
            "message": "und was kostet das?",
            "language": "xx",
            "history": [
                {"role": "assistant", "text": "", "service": "../../etc", "language": "yy"}
            ],
            "from_the_future": True,
        },
    )
    assert answer.status_code == 200


def test_a_body_that_never_announces_its_size_is_cut_off(server: Server) -> None:
    """Chunked, endless: the server refuses while it is still being sent."""
    address = urlsplit(server.url)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), 10) as raw:
        raw.sendall(
            b"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        try:
            for _ in range(1000):
                raw.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n")
        except (BrokenPipeError, ConnectionResetError):
            return
        assert b" 413 " in raw.recv(4096)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("GET", "/api/chat", 405), ("GET", "/widget/../pyproject.toml", 404),
     ("GET", "/widget/%2e%2e/pyproject.toml", 404), ("GET", "/docs", 404)],
)  # fmt: skip
def test_other_addresses_are_problems_too(
    client: httpx.Client, method: str, path: str, status: int
) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/config", "/widget/hanni-chat.js", "/static/chat.css"])
def test_what_the_window_loads_is_compressed(client: httpx.Client, path: str) -> None:
    response = client.get(path, headers={"accept-encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in response.headers["vary"].lower()


@pytest.mark.parametrize("path", ["/", "/api/config", "/widget/hanni-chat.js", "/health/live"])
def test_every_response_has_the_security_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "server" not in headers


@pytest.mark.parametrize("language", list(INTERFACE))
def test_config_has_what_the_widget_needs(client: httpx.Client, language: str) -> None:
    config = client.get("/api/config", params={"language": language}).json()
    assert config["language"] == language
    assert config["direction"] == ("rtl" if language in {"ar", "fa", "ps"} else "ltr")
    assert config["answers_in"] == (language if language in SUPPORTED else "en")
    assert [known["code"] for known in config["languages"]] == list(INTERFACE)
    assert config["plain"] == (language == "de")
    assert config["topic"] is None
    assert config["limits"] == {"message": 1000}
    assert all(config["texts"].values())
    assert config["greeting"]
    assert config["starters"]


def test_config_follows_the_browser(client: httpx.Client) -> None:
    config = client.get("/api/config", headers={"accept-language": "fi, uk;q=0.5"}).json()
    assert config["language"] == "uk"
    config = client.get("/api/config", headers={"accept-language": "sr-RS, de;q=0.5"}).json()
    assert config["language"] == "hr"


def test_on_a_service_s_page_the_starters_fit_it(client: httpx.Client) -> None:
    page = "https://www.stadt.example/leistungen/hundesteuer-anmelden"
    config = client.get("/api/config", params={"language": "en", "page": page}).json()
    assert "Hundesteuer" in config["topic"]
    assert config["starters"][0] == "Which documents do I need?"
    general = client.get("/api/config", params={"language": "en", "page": "nonsense"}).json()
    assert general["topic"] is None
    assert general["starters"] != config["starters"]
    # Without a text about the service in a language, there are the general ones.
    greek = client.get("/api/config", params={"language": "el", "page": page}).json()
    assert greek["topic"] is None


@pytest.mark.parametrize("language", ["ku", "ps"])
def test_a_problem_is_told_in_the_window_s_language(client: httpx.Client, language: str) -> None:
    response = client.post("/api/chat", json={"message": "?", "language": language})
    assert response.status_code == 422
    assert response.headers["content-language"] == language
    headers = {"accept-language": language}
    assert client.get("/nowhere", headers=headers).headers["content-language"] == language


def test_starter_questions_are_answered(client: httpx.Client) -> None:
    for language in SUPPORTED:
        config = client.get("/api/config", params={"language": language}).json()
        for starter in config["starters"]:
            answer = client.post("/api/chat", json={"message": starter}).json()
            assert (answer["outcome"], answer["language"]) == ("answered", language), starter


def test_feedback_is_kept_and_nonsense_refused(client: httpx.Client) -> None:
    assert client.post("/api/feedback", json={"id": "0" * 32, "helpful": True}).status_code == 204
    assert client.post("/api/feedback", json={"id": "1", "helpful": True}).status_code == 422


def test_health_and_metrics(client: httpx.Client) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}
    assert client.get("/health/ready").json()["snapshot"] >= 1
    client.post("/api/chat", json={"message": "Hundesteuer"})
    metrics = client.get("/metrics").text
    assert (
        'hanni_answers_total{answered_by="extractive",language="de",outcome="answered"}' in metrics
    )
    assert "hanni_answer_seconds_bucket" in metrics
    assert "Hundesteuer" not in metrics


def test_parallel_questions_do_not_mix(client: httpx.Client) -> None:
    questions = {"Was kostet ein Reisepass?": "reisepass", "my dog died": "hundesteuer",
                 "Gdzie oddać starą kanapę?": "sperrmuell"}  # fmt: skip

    def ask(question: str) -> bool:
        answer = client.post("/api/chat", json={"message": question}).json()
        return bool(answer["services"][0]["id"] == questions[question])

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, list(questions) * 20))


@pytest.fixture(scope="module")
def strict(published: Settings) -> Iterator[Server]:
    """A server with a low rate limit and one allowed website."""
    with serving(
        published, HANNI_RATE_LIMIT="5/minute", HANNI_ALLOWED_ORIGINS="https://www.hannover.de/"
    ) as running:
        yield running


def test_too_many_questions_are_told_to_wait(strict: Server) -> None:
    question = {"message": "Hund", "language": "pl"}
    # The counter estimates across the full minute, so that seven questions are all asked in one.
    if (left := 60 - time.time() % 60) < 15:
        time.sleep(left)
    statuses = [httpx.post(f"{strict.url}/api/chat", json=question) for _ in range(7)]
    assert [response.status_code for response in statuses] == [200] * 5 + [429] * 2
    refused = statuses[-1]
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["content-language"] == "pl"
    assert refused.headers["retry-after"] in refused.json()["detail"]


def test_only_allowed_websites_may_ask(strict: Server) -> None:
    def allowed(origin: str) -> str | None:
        preflight = httpx.options(
            f"{strict.url}/api/chat",
            headers={"origin": origin, "access-control-request-method": "POST"},
        )
        found: str | None = preflight.headers.get("access-control-allow-origin")
        return found

    assert allowed("https://www.hannover.de") == "https://www.hannover.de"
    assert allowed("https://evil.example") is None


def test_nothing_that_was_written_is_logged(published: Settings) -> None:
    with serving(published) as running:
        for body in ({"message": "Geheimnis 12345"}, {"message": 5, "secret": "Geheimnis 12345"}):
            httpx.post(f"{running.url}/api/chat", json=body)
        running.process.terminate()
        output = running.process.communicate(timeout=15)[0]
    assert "Geheimnis" not in output
    assert "127.0.0.1:" not in output.replace(running.url.removeprefix("http://"), "")


def test_a_new_snapshot_is_taken_over_without_a_failed_request(
    small_settings: Settings, embedder: OnnxEmbedder
) -> None:
    def refresh() -> None:
        knowledge = read_content(small_settings.content)
        Builder(small_settings, embedder).refresh(knowledge, lambda step, done, total: None)

    refresh()
    with serving(small_settings) as running, httpx.Client(base_url=running.url) as client:
        path = small_settings.content / "services" / "reisepass" / "de.md"
        path.write_text(path.read_text(encoding="utf-8").replace("37,50", "38,50"))
        translated = path.with_name("tr.md")
        translated.write_text(translated.read_text(encoding="utf-8").replace("37,50", "38,50"))
        with ThreadPoolExecutor(1) as background:
            done = background.submit(refresh)
            snapshots = []
            for _ in range(2000):
                response = client.post("/api/chat", json={"message": "Was kostet ein Reisepass?"})
                assert response.status_code == 200
                answer = response.json()
                snapshots.append(answer["snapshot"])
                # never a mixture: the old fee with the old number, the new with the new
                assert ("37,50" in response.text) == (answer["snapshot"] == 1)
                if done.done() and answer["snapshot"] == 2:
                    break
        done.result()
    assert snapshots[0] == 1
    assert snapshots[-1] == 2
