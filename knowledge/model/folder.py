"""Folders of the cache that are built in one piece and checked by hash."""

import fcntl
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import ModelError
from knowledge.model.build import write_json

_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class FolderStatus:
    """What is known about a built folder without loading what is in it."""

    folder: Path
    #: Why the folder cannot be used; None if it can.
    problem: str | None
    #: The figures measured when it was built (cosines, sizes).
    measured: dict[str, float]


def status_of(folder: Path, files: Path) -> FolderStatus:
    """Check the files, which are kept in ``files``, against the hashes of the folder's manifest."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        for name, expected in manifest["files"].items():
            if _sha256(files / name) != expected:
                return FolderStatus(folder, f"{name} is damaged or foreign", {})
        return FolderStatus(folder, None, manifest["measured"])
    except FileNotFoundError as error:
        missing = Path(str(error.filename)).name
        problem = "it is not built yet" if missing == _MANIFEST else f"{missing} is missing"
        return FolderStatus(folder, problem, {})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return FolderStatus(folder, f"its manifest cannot be read ({error})", {})


@contextmanager
def building(root: Path) -> Iterator[Path]:
    """A scratch folder on the disk of ``root``, under a lock.

    Raises:
        ModelError: it cannot be written.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        with (root / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for leftover in root.glob(".building-*"):  # of a killed build
                shutil.rmtree(leftover, ignore_errors=True)
            with tempfile.TemporaryDirectory(
                dir=root, prefix=".building-", ignore_cleanup_errors=True
            ) as scratch:
                inner = Path(scratch) / "model"
                inner.mkdir()
                yield inner
    except OSError as error:
        raise ModelError(
            f"The model cannot be written to {root}: {error.strerror or error}.",
            "Make the folder writable and free 1 GB, or set HANNI_CACHE to another one.",
        ) from None


def put_in_place(
    scratch: Path, folder: Path, files: Iterable[Path], measured: dict[str, float]
) -> None:
    """Write the manifest and rename ``scratch`` to ``folder``."""
    hashes = {path.name: _sha256(path) for path in files}
    write_json(scratch / _MANIFEST, {"files": hashes, "measured": measured})
    if folder.exists():  # a damaged one, or it is forced
        shutil.rmtree(folder)
    scratch.replace(folder)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
