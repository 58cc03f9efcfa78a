"""Cold start, memory and answer times of ``hanni serve``, beside the bare embedding call.

    python -m tests.bench.speed

Uses the published snapshot and the development questions; talks to loopback only. The embedding call
is measured in this process with the same model, alone and with as many threads as there are
clients, so that both see the same machine in one run.
"""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import httpx
import numpy as np

from knowledge.model.store import ModelStore
from knowledge.settings import Settings
from tests.bench.fit_confidence import QUESTIONS
from tests.conftest import serving

REQUESTS = 800
CLIENTS = 8


def main() -> None:
    """Measure and print."""
    settings = Settings.load()
    lines = (QUESTIONS / "development.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    embedder = ModelStore(settings).load()
    began = time.perf_counter()
    with serving(settings, HANNI_RATE_LIMIT="1000000/minute") as server:
        with httpx.Client(base_url=server.url) as client:
            client.post("/api/chat", json={"message": questions[0]}).raise_for_status()
            print(f"cold start to first answer  {time.perf_counter() - began:.1f} s")

        def over_http(client: httpx.Client) -> Callable[[str], object]:
            return lambda question: client.post(
                "/api/chat", json={"message": question}
            ).raise_for_status()

        embedding = _times(embedder.query, questions, 1)
        with httpx.Client(base_url=server.url) as client:
            answer = _times(over_http(client), questions, 1)
        embedding_parallel = _times(embedder.query, questions, CLIENTS)
        limits = httpx.Limits(max_connections=CLIENTS, max_keepalive_connections=CLIENTS)
        with httpx.Client(base_url=server.url, limits=limits) as client:
            began = time.perf_counter()
            answer_parallel = _times(over_http(client), questions, CLIENTS)
            rate = REQUESTS / (time.perf_counter() - began)
        metrics = httpx.get(f"{server.url}/metrics").text
        inside = _server_side(metrics)
        memory = next(
            float(line.split()[1]) for line in metrics.splitlines()
            if line.startswith("process_resident_memory_bytes")
        )  # fmt: skip
    for label, times in (
        ("embedding call, 1 at a time", embedding),
        ("whole answer over HTTP, 1 client", answer),
        (f"embedding call, {CLIENTS} threads", embedding_parallel),
        (f"whole answer over HTTP, {CLIENTS} clients", answer_parallel),
    ):
        p50, p95, p99 = np.percentile(times, [50, 95, 99]) * 1000
        print(f"{label:36s} p50 {p50:6.1f}  p95 {p95:6.1f}  p99 {p99:6.1f} ms")
    print(f"p50 ratio, 1 client   {np.median(answer) / np.median(embedding):.2f}")
    print(
        f"p50 ratio, {CLIENTS} clients  {np.median(answer_parallel) / np.median(embedding_parallel):.2f}"
    )
    print(
        f"{rate:.0f} answers/s with {CLIENTS} clients; mean inside the server {inside * 1000:.1f} ms"
    )
    print(f"resident memory {memory / 1e6:.0f} MB")


def _times(call: Callable[[str], object], questions: list[str], clients: int) -> list[float]:
    def timed(question: str) -> float:
        began = time.perf_counter()
        call(question)
        return time.perf_counter() - began

    asked = list(islice(questions * REQUESTS, REQUESTS))
    for question in asked[:20]:
        call(question)
    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(timed, asked))


def _server_side(metrics: str) -> float:
    """Mean seconds from the server's own histogram."""
    found = {
        name: float(value)
        for line in metrics.splitlines() if line.startswith("hanni_answer_seconds")
        for name, value in [line.rsplit(" ", 1)]
    }  # fmt: skip
    total = next(value for name, value in found.items() if "_sum" in name)
    return total / next(value for name, value in found.items() if "_count" in name)


if __name__ == "__main__":
    main()
