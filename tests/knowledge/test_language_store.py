"""The language table: built on this machine, and never a damaged one."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from knowledge.detection import LanguageDetector
from knowledge.errors import ModelError
from knowledge.model.language_store import LanguageStore
from knowledge.settings import Settings

FILES = ("keys.npy", "evidence.npy")


@pytest.fixture
def copied(settings: Settings, detector: LanguageDetector, tmp_path: Path) -> LanguageStore:
    """A store with a copy of the built table, to be damaged."""
    store = LanguageStore(Settings(cache=tmp_path))
    shutil.copytree(LanguageStore(settings).folder, store.folder)
    assert store.status().problem is None
    return store


def test_a_table_that_is_not_built_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not built yet") as error:
        LanguageStore(Settings(cache=tmp_path)).load()
    assert "hanni model build" in error.value.hint


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_named(copied: LanguageStore, name: str) -> None:
    with (copied.folder / name).open("r+b") as file:
        file.seek(10_000)
        file.write(b"damage")
    with pytest.raises(ModelError, match=f"{name} is damaged"):
        copied.load()


@pytest.mark.parametrize("name", [*FILES, "manifest.json"])
def test_a_missing_file_is_named(copied: LanguageStore, name: str) -> None:
    (copied.folder / name).unlink()
    with pytest.raises(ModelError):
        copied.load()


def test_a_damaged_table_is_built_again_to_the_last_byte(
    copied: LanguageStore, settings: Settings
) -> None:
    (copied.folder / "keys.npy").write_bytes(b"")
    assert copied.build(lambda step: None).problem is None
    for name in FILES:
        original = LanguageStore(settings).folder / name
        assert (copied.folder / name).read_bytes() == original.read_bytes()


def test_a_good_table_is_not_built_again(copied: LanguageStore) -> None:
    steps: list[str] = []
    copied.build(steps.append)
    assert not steps


def test_the_table_is_small_and_mapped(copied: LanguageStore) -> None:
    table = copied.load()
    assert table.keys.nbytes + table.evidence.nbytes < 40e6
    assert isinstance(table.evidence.base, np.memmap)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ModelError, match="cannot be written"):
        LanguageStore(Settings(cache=tmp_path / "file")).build(lambda step: None)
