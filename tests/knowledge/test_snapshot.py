"""Snapshots: a damaged one is never answered from, and the message says what to do."""

import json
from pathlib import Path

import pytest

from ingest.builder import Builder
from knowledge.content import read_content
from knowledge.embedding import OnnxEmbedder
from knowledge.errors import SnapshotError
from knowledge.settings import Settings
from knowledge.snapshot import DATA_FILES, SnapshotStore


@pytest.fixture
def store(small_settings: Settings, embedder: OnnxEmbedder) -> SnapshotStore:
    """One published snapshot of the small content."""
    knowledge = read_content(small_settings.content)
    Builder(small_settings, embedder).refresh(knowledge, lambda step, done, total: None)
    return SnapshotStore(small_settings)


def refused(store: SnapshotStore, embedder: OnnxEmbedder) -> str:
    with pytest.raises(SnapshotError) as raised:
        store.open_published(embedder.fingerprint).close()
    assert "hanni refresh" in raised.value.hint
    return raised.value.message


def damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def test_it_opens_complete(store: SnapshotStore, embedder: OnnxEmbedder) -> None:
    snapshot = store.open_published(embedder.fingerprint)
    assert snapshot.manifest.services == 3
    assert snapshot.manifest.languages.keys() == {"de", "tr"}
    assert len(snapshot.passages) == snapshot.manifest.passages == len(snapshot.vectors)
    snapshot.close()


def test_nothing_published_says_what_to_do(tmp_path: Path, embedder: OnnxEmbedder) -> None:
    message = refused(SnapshotStore(Settings(data=tmp_path)), embedder)
    assert "No snapshot is published" in message


@pytest.mark.parametrize("name", DATA_FILES)
def test_a_damaged_file_is_named(store: SnapshotStore, embedder: OnnxEmbedder, name: str) -> None:
    damage(store.path(1) / name)
    assert f"{name} is damaged" in refused(store, embedder)


@pytest.mark.parametrize("name", DATA_FILES)
def test_a_missing_file_is_named(store: SnapshotStore, embedder: OnnxEmbedder, name: str) -> None:
    (store.path(1) / name).unlink()
    assert f"{name} is missing" in refused(store, embedder)


@pytest.mark.parametrize("manifest", ["", "{}", "[1]", "{"])
def test_a_damaged_manifest_is_named(
    store: SnapshotStore, embedder: OnnxEmbedder, manifest: str
) -> None:
    (store.path(1) / "manifest.json").write_text(manifest)
    assert "manifest.json is damaged" in refused(store, embedder)


def test_another_format_is_named(store: SnapshotStore, embedder: OnnxEmbedder) -> None:
    path = store.path(1) / "manifest.json"
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps({**manifest, "format": 99}))
    assert "has format 99" in refused(store, embedder)


def test_another_model_is_named(store: SnapshotStore) -> None:
    with pytest.raises(SnapshotError, match="was built with the model"):
        store.open_published("another-model")


@pytest.mark.parametrize("pointer", ["", "one", "\x00", "1 2"])
def test_a_damaged_pointer_is_named(
    store: SnapshotStore, embedder: OnnxEmbedder, pointer: str
) -> None:
    store.pointer.write_text(pointer)
    assert "does not name a snapshot" in refused(store, embedder)


def test_a_pointer_to_nothing_is_named(store: SnapshotStore, embedder: OnnxEmbedder) -> None:
    store.pointer.write_text("7")
    assert "Snapshot 7 cannot be used" in refused(store, embedder)


def test_a_missing_vector_database_is_named(store: SnapshotStore, embedder: OnnxEmbedder) -> None:
    (store.path(1) / "chroma" / "chroma.sqlite3").unlink()
    assert "the vector database is missing" in refused(store, embedder)


def test_a_damaged_vector_database_is_named(store: SnapshotStore, embedder: OnnxEmbedder) -> None:
    (store.path(1) / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    message = refused(store, embedder)
    assert "cannot be opened" in message or "cannot be read" in message
