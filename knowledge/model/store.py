"""Where the built model is kept: a folder of the cache, made in one piece and checked by hash."""

import hashlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from knowledge.embedding import OnnxEmbedder
from knowledge.errors import ModelError
from knowledge.model import build
from knowledge.model.folder import FolderStatus, building, put_in_place, status_of
from knowledge.model.q4_weights import bundled_weights_path
from knowledge.settings import Settings

BUNDLED: Final = "bundled"

#: Raised whenever the building steps change, so that older folders are built anew.
_RECIPE = "4"
_SERVING_FILES = ("model.onnx", "tokenizer.json", "model.json")


class ModelStore:
    """Finds, checks and builds the embedding model that the settings name."""

    def __init__(self, settings: Settings) -> None:
        self._name = settings.model
        self._threads = settings.embedding_threads
        self._models = settings.cache / "models"

    @property
    def folder(self) -> Path:
        """The model's folder: ``sentence-transformers/`` (bundled only) and ``serving/``."""
        label = "".join(c if c.isalnum() else "-" for c in Path(self._name).name)[-40:]
        identity = hashlib.sha256(f"{_RECIPE}:{self._name}:{self._origin()}".encode()).hexdigest()
        return self._models / f"{label}-{identity[:12]}"

    @property
    def fingerprint(self) -> str:
        """The embedder's, known before it is built or loaded."""
        return self.folder.name

    def status(self) -> FolderStatus:
        """Check the folder's files against the hashes of its manifest."""
        return status_of(self.folder, self.folder / "serving")

    def load(self, *, every_core: bool = False) -> OnnxEmbedder:
        """Load the built model, to serve with the settings' threads or to build with every core.

        Raises:
            ModelError: it is not built or damaged.
        """
        status = self.status()
        if status.problem:
            raise ModelError(
                f"The embedding model cannot be used: {status.problem}.",
                "Build it: hanni model build",
            )
        serving = status.folder / "serving"
        if every_core:
            return OnnxEmbedder(serving, workers=len(os.sched_getaffinity(0)))
        return OnnxEmbedder(serving, threads=self._threads)

    def build(
        self, probe_texts: Sequence[str], progress: build.Progress, *, force: bool = False
    ) -> FolderStatus:
        """Build the model into a new folder, measure it and put it in place by one rename.

        A second process that builds at the same time waits and uses the first one's result.

        Raises:
            ModelError: it cannot be built, or the result is not faithful.
        """
        with building(self._models) as scratch:
            status = self.status()
            if status.problem is None and not force:
                return status
            serving = scratch / "serving"
            serving.mkdir()
            measured: dict[str, float] = {}
            if self._name == BUNDLED:
                model = build.build_sentence_transformer(
                    scratch / "sentence-transformers", progress
                )
                shutil.rmtree(scratch / "sentence-transformers.encoder")
                progress("Comparing with the weights' own engine")
                measured["engine_cosine"] = build.engine_cosine(model, probe_texts)
                _require(measured["engine_cosine"], build.ENGINE_COSINE, "the original engine")
            else:
                progress(f"Loading {self._name}")
                model = build.load_sentence_transformer(self._name)
            build.export_onnx(model, serving, progress)
            prompts = _prompts(model.prompts)
            build.write_json(
                serving / "model.json",
                {
                    "name": self._name,
                    "fingerprint": self.fingerprint,
                    "dimensions": model.get_embedding_dimension(),
                    "max_tokens": model.max_seq_length or 512,
                    "pad": model.tokenizer.pad_token_id or 0,
                    "prompts": prompts,
                },
            )
            progress("Comparing the served model with it")
            embedder = OnnxEmbedder(serving, workers=2)
            full = np.asarray(
                model.encode(list(probe_texts), prompt=prompts["query"], normalize_embeddings=True)
            )
            measured["served_cosine"] = float((full * embedder.queries(probe_texts)).sum(1).mean())
            _require(measured["served_cosine"], build.SERVED_COSINE, "the fp32 model")
            files = [serving / name for name in _SERVING_FILES]
            put_in_place(scratch, self.folder, files, measured)
            return self.status()

    def _origin(self) -> str:
        """Changes when the thing that is built from changes."""
        if self._name == BUNDLED:
            stat = bundled_weights_path().stat()
            return str(stat.st_size)
        return str(Path(self._name).resolve()) if Path(self._name).is_dir() else ""


def _prompts(prompts: dict[str, str]) -> dict[str, str]:
    """What a model wants in front of a query and a passage; nothing if it does not say."""
    passage = prompts.get("passage") or prompts.get("document") or ""
    return {"query": prompts.get("query") or "", "passage": passage}


def _require(cosine: float, least: float, other: str) -> None:
    if not cosine >= least:
        raise ModelError(
            f"The built model differs from {other}: cosine {cosine:.4f}, at least {least} is needed.",
            "Install the pinned versions: pip install -c constraints.txt .",
        )
