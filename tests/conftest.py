"""Real parts, built once: the model, a snapshot of the shipped content, a running server."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from ingest.builder import Builder
from ingest.commands.shared import probe_texts
from knowledge.confidence import Confidence
from knowledge.content import read_content
from knowledge.detection import LanguageDetector
from knowledge.embedding import OnnxEmbedder
from knowledge.model.language_store import LanguageStore
from knowledge.model.store import ModelStore
from knowledge.records import Knowledge
from knowledge.settings import CONTENT_FOLDER, Settings
from knowledge.snapshot import Snapshot, SnapshotStore

#: Services and languages of the small content that tests may change.
SMALL_SERVICES = ("hundesteuer", "reisepass", "sperrmuell")
SMALL_LANGUAGES = ("de", "tr")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Snapshots in a temporary folder; model and vectors in the developer's own cache."""
    return Settings(data=tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def embedder(settings: Settings) -> OnnxEmbedder:
    store = ModelStore(settings)
    store.build(probe_texts(read_content(settings.content)), lambda step: print(step))
    return store.load(every_core=True)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return read_content(CONTENT_FOLDER)


@pytest.fixture(scope="session")
def published(
    settings: Settings,
    embedder: OnnxEmbedder,
    detector: LanguageDetector,
    knowledge: Knowledge,
    tmp_path_factory: pytest.TempPathFactory,
) -> Settings:
    """Settings under which everything is built and the shipped content is published.

    Of several worker processes the first one builds it, with every core, and the others copy it.
    """
    base = tmp_path_factory.getbasetemp()
    built = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "published"
    with built.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        builder = Builder(settings.model_copy(update={"data": built}), embedder)
        builder.refresh(knowledge, lambda step, done, total: None)
    shutil.copytree(built, settings.data, dirs_exist_ok=True)
    return settings


@pytest.fixture(scope="session")
def snapshot(published: Settings, embedder: OnnxEmbedder) -> Iterator[Snapshot]:
    opened = SnapshotStore(published).open_published(embedder.fingerprint)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def confidence() -> Confidence:
    return Confidence.load()


@pytest.fixture(scope="session")
def detector(settings: Settings) -> LanguageDetector:
    store = LanguageStore(settings)
    store.build(lambda step: print(step))
    return LanguageDetector(store.load())


@pytest.fixture
def small_content(tmp_path: Path) -> Path:
    """A content folder of three services in two languages."""
    folder = tmp_path / "content"
    for service in SMALL_SERVICES:
        (folder / "services" / service).mkdir(parents=True)
        for language in SMALL_LANGUAGES:
            name = f"{service}/{language}.md"
            shutil.copy(CONTENT_FOLDER / "services" / name, folder / "services" / name)
    for name in ("city.yaml", "helplines.yaml"):
        shutil.copy(CONTENT_FOLDER / name, folder / name)
    return folder


@pytest.fixture
def small_settings(
    tmp_path: Path, small_content: Path, settings: Settings, detector: LanguageDetector
) -> Settings:
    """Data of its own; model, vectors and the language table are those of the developer's cache."""
    return Settings(data=tmp_path / "data", content=small_content, cache=settings.cache)


@dataclass(frozen=True)
class Server:
    """A running ``hanni serve``."""

    url: str
    process: subprocess.Popen[str]


def environment(settings: Settings, **more: str) -> dict[str, str]:
    """The environment of a command that uses these settings."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("HANNI_")},
        "HANNI_DATA": str(settings.data),
        "HANNI_CACHE": str(settings.cache),
        "HANNI_CONTENT": str(settings.content),
        **more,
    }


def hanni(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the command ``hanni``."""
    return subprocess.run(
        [Path(sys.executable).parent / "hanni", *arguments],
        env=env, capture_output=True, text=True, timeout=150, check=False,
    )  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(settings: Settings, **more: str) -> Iterator[Server]:
    """Run ``hanni serve`` until it is ready, and stop it afterwards."""
    port = free_port()
    process = subprocess.Popen(
        [Path(sys.executable).parent / "hanni", "serve"],
        env=environment(settings, HANNI_PORT=str(port), **more),
        text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise AssertionError(f"hanni serve ended: {process.communicate()[0]}")
            try:
                if httpx.get(f"{url}/health/ready").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        else:
            raise AssertionError("hanni serve is not ready after a minute")
        yield Server(url, process)
    finally:
        process.terminate()
        try:
            process.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


@pytest.fixture(scope="session")
def server(published: Settings) -> Iterator[Server]:
    """One server for all tests that only ask."""
    with serving(published) as running:
        yield running
