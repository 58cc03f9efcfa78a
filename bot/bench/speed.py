"""How long an answer takes: the embedding call, the search around it, and the whole over HTTP.

Whole answers come from a server process of its own, as a city runs it, on loopback. The embedding call
is measured in this process with the same model and the same number of clients, so that both see
the same machine in one run.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice

import httpx
import numpy as np

from bot.bench.synthetic import write_synthetic
from bot.settings import BotSettings
from knowledge.embedding import Embedder, Matrix, Vector
from knowledge.errors import HanniError
from knowledge.evaluation.plots import Distribution
from knowledge.evaluation.report import Cell, Report, Table
from knowledge.evaluation.rows import SpokenQuestion
from knowledge.evaluation.scratch import scratch_folder
from knowledge.progress import Progress
from knowledge.search import Search
from knowledge.snapshot import Snapshot, SnapshotStore

_WARM_UP = 20
_READY_SECONDS = 300
#: Settings that a measured server does without: what it is to be told is Hanni's own time.
_UNSET = ("LLM_URL", "CHROMA_URL", "REDIS_URL", "FEEDBACK_URL", "ALLOWED_ORIGINS")

Milliseconds = list[float]


@dataclass(frozen=True)
class Plan:
    """What is asked, how often and by how many at once."""

    questions: Sequence[SpokenQuestion]
    requests: int
    clients: int

    def texts(self) -> list[str]:
        """The messages of one measurement, the questions over and over."""
        return [question.question for question in islice(cycle(self.questions), self.requests)]


@dataclass(frozen=True)
class Speed:
    """Times at one size; one client unless it says otherwise."""

    passages: int
    embedding: Milliseconds
    search: Milliseconds
    answer: Milliseconds
    embedding_clients: Milliseconds
    answer_clients: Milliseconds
    #: Answers a second with all clients.
    throughput: float
    #: Resident memory of the server after all of it, in megabytes (10^6 bytes).
    memory: float
    #: Seconds from the start of the server to its first answer.
    cold_start: float

    def times(self) -> dict[str, Milliseconds]:
        """By what was timed."""
        return {
            "embedding": self.embedding,
            "search": self.search,
            "answer": self.answer,
            "embedding_clients": self.embedding_clients,
            "answer_clients": self.answer_clients,
        }

    def figures(self) -> dict[str, object]:
        """As ``--json`` writes them."""
        return {
            **{name: percentiles(times) for name, times in self.times().items()},
            "answers_per_second": self.throughput,
            "memory_megabytes": self.memory,
            "cold_start_seconds": self.cold_start,
        }


def percentiles(times: Milliseconds) -> dict[str, float]:
    """p50, p95 and p99."""
    levels = (50, 95, 99)
    values = np.percentile(times, levels).tolist()
    return {f"p{level}": value for level, value in zip(levels, values, strict=True)}


def own_questions(snapshot: Snapshot) -> list[SpokenQuestion]:
    """The content's own titles, aliases and FAQ questions, in a random order that stays."""
    names = [passage for passage in snapshot.passages if passage.level == "name"]
    order = np.random.default_rng(0).permutation(len(names)).tolist()
    return [SpokenQuestion(lang=names[at].language, question=names[at].text) for at in order]


def measure_speed(
    settings: BotSettings,
    embedder: Embedder,
    published: Snapshot,
    size: int,
    plan: Plan,
    progress: Progress,
) -> Speed:
    """Measure at ``size`` passages, in a temporary folder that is gone afterwards."""
    with scratch_folder() as folder:
        own = settings.model_copy(update={"data": folder, "chroma_url": None})
        write_synthetic(published, settings, own, size, progress)
        texts = plan.texts()
        known = _Known(embedder, texts)
        with closing(SnapshotStore(own).open_published(embedder.fingerprint)) as snapshot:
            search = Search(snapshot, known)
            languages = {question.question: question.lang for question in plan.questions}

            def found(text: str) -> object:
                return search(text, languages[text])

            searched = _times(found, texts, 1, _bar(progress, size, "search"))
        embedded = _times(embedder.query, texts, 1, _bar(progress, size, "embedding"))
        began = time.perf_counter()
        with _server(own) as url, httpx.Client(base_url=url, timeout=60) as client:

            def answered(text: str) -> object:
                return client.post("/api/chat", json={"message": text}).raise_for_status()

            answered(texts[0])
            cold_start = time.perf_counter() - began
            one = _times(answered, texts, 1, _bar(progress, size, "answer"))
            embedded_many = _times(
                embedder.query, texts, plan.clients, _bar(progress, size, "embedding, clients")
            )
            began = time.perf_counter()
            many = _times(
                answered, texts, plan.clients, _bar(progress, size, "answer, clients"), warm_up=0
            )
            throughput = len(texts) / (time.perf_counter() - began)
            metrics = client.get("/metrics").text
        return Speed(
            passages=size,
            embedding=embedded,
            search=searched,
            answer=one,
            embedding_clients=embedded_many,
            answer_clients=many,
            throughput=throughput,
            memory=_memory(metrics),
            cold_start=cold_start,
        )


def speed_figures(found: Sequence[Speed]) -> dict[str, object]:
    """Milliseconds by number of passages."""
    return {str(speed.passages): speed.figures() for speed in found}


def speed_report(found: Sequence[Speed], facts: dict[str, str]) -> Report:
    """A table a size, what they come to beside each other, and the distributions."""
    tables = [
        Table(
            f"{speed.passages} passages, milliseconds",
            ("", "p50", "p95", "p99"),
            [(_NAMES[name], *percentiles(times).values()) for name, times in speed.times().items()],
            f"{speed.throughput:.0f} answers a second with all clients; "
            f"{speed.memory:.0f} MB resident; cold start {speed.cold_start:.1f} s.",
            digits=1,
        )
        for speed in found
    ]
    tables.append(
        Table("Ratios", ("", *(f"{speed.passages}" for speed in found)), _ratios(found), digits=2)
    )
    plots = [
        Distribution(
            f"{speed.passages} passages: how long it takes",
            {_NAMES[name]: times for name, times in speed.times().items()},
        )
        for speed in found
    ]
    return Report("Speed: how long does an answer take?", facts, tables, plots)


_NAMES = {
    "embedding": "embedding call alone",
    "search": "search without the embedding call",
    "answer": "whole answer over HTTP",
    "embedding_clients": "embedding call, all clients",
    "answer_clients": "whole answer over HTTP, all clients",
}


def _ratios(found: Sequence[Speed]) -> list[list[Cell]]:
    first = found[0]
    level = [percentiles(speed.embedding)["p50"] for speed in found]
    return [
        ["search p50 / embedding p50",
         *(percentiles(s.search)["p50"] / own for s, own in zip(found, level, strict=True))],
        ["whole answer p50 / embedding p50",
         *(percentiles(s.answer)["p50"] / own for s, own in zip(found, level, strict=True))],
        [f"search p95 / that at {first.passages}",
         *(percentiles(s.search)["p95"] / percentiles(first.search)["p95"] for s in found)],
        [f"whole answer p95 / that at {first.passages}",
         *(percentiles(s.answer)["p95"] / percentiles(first.answer)["p95"] for s in found)],
    ]  # fmt: skip


class _Known:
    """An embedder that has the questions' vectors ready: what is left is the search."""

    def __init__(self, embedder: Embedder, texts: Sequence[str]) -> None:
        self.fingerprint = embedder.fingerprint
        self.dimensions = embedder.dimensions
        self._vectors = {text: embedder.query(text) for text in dict.fromkeys(texts)}

    def query(self, text: str) -> Vector:
        return self._vectors[text]

    def queries(self, texts: Sequence[str]) -> Matrix:
        return np.stack([self._vectors[text] for text in texts])

    def passages(self, texts: Sequence[str]) -> Matrix:
        raise NotImplementedError("only questions are asked")


def _bar(progress: Progress, size: int, what: str) -> Callable[[int, int], None]:
    return lambda done, total: progress(f"{size}: {what}", done, total)


def _times(
    call: Callable[[str], object],
    texts: Sequence[str],
    clients: int,
    progress: Callable[[int, int], None],
    *,
    warm_up: int = _WARM_UP,
) -> Milliseconds:
    """Milliseconds of each call, ``clients`` of them at once."""

    def timed(text: str) -> float:
        began = time.perf_counter()
        call(text)
        return 1000 * (time.perf_counter() - began)

    for text in texts[:warm_up]:
        call(text)
    times: Milliseconds = []
    with ThreadPoolExecutor(clients) as pool:
        for took in pool.map(timed, texts):
            times.append(took)
            if len(times) % 50 == 0 or len(times) == len(texts):
                progress(len(times), len(texts))
    return times


@contextmanager
def _server(settings: BotSettings) -> Iterator[str]:
    """A server process on these settings; gives its address once it is ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    own = {
        "HANNI_DATA": str(settings.data),
        "HANNI_PORT": str(port),
        "HANNI_HOST": "127.0.0.1",
        "HANNI_RATE_LIMIT": "100000000/minute",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", "from bot.cli import serve; serve()"],
        env={**os.environ, **{f"HANNI_{name}": "" for name in _UNSET}, **own},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(process, url)
        yield url
    finally:
        process.terminate()
        try:
            process.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _wait(process: subprocess.Popen[str], url: str) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            reason = process.communicate()[1].strip().splitlines() or ["no reason given"]
            raise HanniError(f"The server to be measured ended: {reason[-1]}", "Try: hanni serve")
        try:
            if httpx.get(f"{url}/health/ready").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.02)
    raise HanniError("The server to be measured is not ready in time.", "Try: hanni serve")


def _memory(metrics: str) -> float:
    return next(
        float(line.split()[1]) / 1e6
        for line in metrics.splitlines()
        if line.startswith("process_resident_memory_bytes")
    )
