"""Where the language table is kept: built on this machine, beside the embedding model."""

import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from knowledge.errors import ModelError
from knowledge.model.build import Progress
from knowledge.model.folder import FolderStatus, building, put_in_place, status_of
from knowledge.model.language_table import CODES, LanguageTable
from knowledge.model.language_training import RECIPE, train
from knowledge.settings import Settings

_KEYS = "keys.npy"
_EVIDENCE = "evidence.npy"


class LanguageStore:
    """Finds, checks and builds the table that languages are told by."""

    def __init__(self, settings: Settings) -> None:
        self._models = settings.cache / "models"

    @property
    def folder(self) -> Path:
        """The table's folder; another one for other words, languages or ways to count."""
        try:
            words = version("wordfreq")
        except PackageNotFoundError:
            words = "none"
        identity = hashlib.sha256(f"{RECIPE}:{words}:{CODES}".encode()).hexdigest()
        return self._models / f"languages-{identity[:12]}"

    def status(self) -> FolderStatus:
        """Check the table's files against the hashes of its manifest."""
        return status_of(self.folder, self.folder)

    def load(self) -> LanguageTable:
        """Open the built table; its pages are shared by all processes.

        Raises:
            ModelError: it is not built or damaged.
        """
        status = self.status()
        if status.problem:
            raise ModelError(
                f"The language table cannot be used: {status.problem}.",
                "Build it: hanni model build",
            )
        return LanguageTable(
            np.asarray(np.load(status.folder / _KEYS, mmap_mode="r")),
            np.asarray(np.load(status.folder / _EVIDENCE, mmap_mode="r")),
        )

    def build(self, progress: Progress, *, force: bool = False) -> FolderStatus:
        """Build the table into a new folder and put it in place by one rename.

        A second process that builds at the same time waits and uses the first one's result.

        Raises:
            ModelError: it cannot be built or written.
        """
        with building(self._models) as scratch:
            status = self.status()
            if status.problem is None and not force:
                return status
            table = train(progress)
            np.save(scratch / _KEYS, table.keys)
            np.save(scratch / _EVIDENCE, table.evidence)
            files = [scratch / _KEYS, scratch / _EVIDENCE]
            put_in_place(scratch, self.folder, files, {"features": float(len(table.keys))})
            return self.status()
