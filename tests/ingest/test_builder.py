"""Refreshing: never a half-finished snapshot, never the same text embedded twice."""

import fcntl
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.builder import Builder, Built
from knowledge.confidence import Confidence
from knowledge.content import read_content
from knowledge.embedding import OnnxEmbedder
from knowledge.errors import BusyError, SnapshotError
from knowledge.search import Search
from knowledge.settings import Settings
from knowledge.snapshot import SnapshotStore
from tests.conftest import free_port


def refresh(settings: Settings, embedder: OnnxEmbedder, *, rebuild: bool = False) -> Built:
    knowledge = read_content(settings.content)
    return Builder(settings, embedder).refresh(
        knowledge, lambda step, done, total: None, rebuild=rebuild
    )


def leftovers(settings: Settings) -> list[str]:
    folder = settings.data / "snapshots"
    known = {".lock", "current", "installation"}
    return [p.name for p in folder.iterdir() if p.name not in known and not p.name.isdigit()]


def first_service(settings: Settings, embedder: OnnxEmbedder, question: str) -> str:
    snapshot = SnapshotStore(settings).open_published(embedder.fingerprint)
    try:
        result = Search(snapshot, embedder)(question, "de")
        return result.services[0].service
    finally:
        snapshot.close()


def change_a_fee(settings: Settings, old: str = "37,50", new: str = "38,50") -> None:
    for language in ("de", "tr"):
        path = settings.content / "services" / "reisepass" / f"{language}.md"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_first_refresh_publishes(small_settings: Settings, embedder: OnnxEmbedder) -> None:
    built = refresh(small_settings, embedder)
    assert built.number == 1
    assert built.changed
    assert first_service(small_settings, embedder, "Hund anmelden") == "hundesteuer"
    assert leftovers(small_settings) == []


def test_nothing_changed_builds_nothing(small_settings: Settings, embedder: OnnxEmbedder) -> None:
    refresh(small_settings, embedder)
    again = refresh(small_settings, embedder)
    assert not again.changed
    assert again.number == 1
    assert again.embedded == 0


def test_only_changed_texts_are_embedded(
    small_settings: Settings, embedder: OnnxEmbedder, tmp_path: Path
) -> None:
    settings = small_settings.model_copy(update={"cache": tmp_path / "cache"})
    assert refresh(settings, embedder).embedded > 100
    change_a_fee(settings)
    changed = refresh(settings, embedder)
    assert changed.number == 2
    assert 1 <= changed.embedded <= 4  # one passage a language, or two where it is cut


def test_a_snapshot_keeps_the_thresholds_that_it_was_built_with(
    small_settings: Settings, embedder: OnnxEmbedder
) -> None:
    refresh(small_settings, embedder)
    knowledge = read_content(small_settings.content)
    strict = replace(Confidence.load(), answer=0.9)
    built = Builder(small_settings, embedder, strict).refresh(knowledge, lambda *_: None)
    assert built.changed
    assert built.embedded == 0
    thresholds = []
    for number in (1, 2):
        snapshot = SnapshotStore(small_settings).open(number, embedder.fingerprint)
        thresholds.append(snapshot.confidence.answer)
        snapshot.close()
    assert thresholds == [Confidence.load().answer, 0.9]


def test_a_withdrawn_service_is_gone(small_settings: Settings, embedder: OnnxEmbedder) -> None:
    refresh(small_settings, embedder)
    shutil.rmtree(small_settings.content / "services" / "sperrmuell")
    refresh(small_settings, embedder)
    snapshot = SnapshotStore(small_settings).open_published(embedder.fingerprint)
    assert not any(passage.service == "sperrmuell" for passage in snapshot.passages)
    snapshot.close()


def test_old_snapshots_are_pruned_but_not_the_published_one(
    small_settings: Settings, embedder: OnnxEmbedder
) -> None:
    settings = small_settings.model_copy(update={"keep_snapshots": 2})
    for _ in range(4):
        refresh(settings, embedder, rebuild=True)
    assert SnapshotStore(settings).numbers() == [3, 4]


def test_rollback_publishes_an_older_one_again(
    small_settings: Settings, embedder: OnnxEmbedder
) -> None:
    refresh(small_settings, embedder)
    change_a_fee(small_settings)
    refresh(small_settings, embedder)
    Builder(small_settings, embedder).republish(1)
    assert SnapshotStore(small_settings).published() == 1
    with pytest.raises(SnapshotError, match="Snapshot 9"):
        Builder(small_settings, embedder).republish(9)
    assert SnapshotStore(small_settings).published() == 1


def test_a_second_refresh_at_the_same_time_leaves(
    small_settings: Settings, embedder: OnnxEmbedder
) -> None:
    refresh(small_settings, embedder)
    with (small_settings.data / "snapshots" / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BusyError, match="Another refresh"):
            refresh(small_settings, embedder, rebuild=True)


def test_a_folder_that_cannot_be_written_is_named(
    small_settings: Settings, embedder: OnnxEmbedder
) -> None:
    small_settings.data.touch()  # a file where the folder should be
    with pytest.raises(SnapshotError, match="cannot be written"):
        refresh(small_settings, embedder)


def test_a_damaged_vector_cache_is_made_anew(
    small_settings: Settings, embedder: OnnxEmbedder, tmp_path: Path
) -> None:
    settings = small_settings.model_copy(update={"cache": tmp_path / "cache"})
    refresh(settings, embedder)
    (cache,) = (tmp_path / "cache" / "vectors").glob("*.sqlite3")
    cache.write_bytes(b"not a database" * 100)
    assert refresh(settings, embedder, rebuild=True).embedded > 100


@pytest.mark.timeout(240)
def test_a_chroma_server_serves_the_same(
    small_settings: Settings, embedder: OnnxEmbedder, tmp_path: Path
) -> None:
    """The same code against a real Chroma server; collections without a snapshot are removed."""
    port = free_port()
    server = subprocess.Popen(
        [Path(sys.executable).parent / "chroma", "run", "--path", tmp_path / "chroma",
         "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    settings = small_settings.model_copy(
        update={"chroma_url": f"http://127.0.0.1:{port}", "keep_snapshots": 1}
    )
    try:
        built = None
        for _ in range(60):
            try:
                built = refresh(settings, embedder)
                break
            except SnapshotError:
                time.sleep(0.5)
        assert built is not None
        assert first_service(settings, embedder, "Hund anmelden") == "hundesteuer"
        assert not (settings.data / "snapshots" / "000001" / "chroma").exists()
        refresh(settings, embedder, rebuild=True)
        import chromadb

        client = chromadb.HttpClient(host="127.0.0.1", port=port)
        (collection,) = client.list_collections()
        assert "-000002-" in collection.name
        server.kill()
        server.wait()
        with pytest.raises(SnapshotError, match="vector database"):
            first_service(settings, embedder, "Hund anmelden")
    finally:
        server.kill()
        server.wait()
