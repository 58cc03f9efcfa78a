"""The embedding model, loaded when the first text has to be embedded.

A refresh that finds nothing new, a rollback and a prune need its name only, and save the second
that checking and loading it takes.
"""

from collections.abc import Callable, Sequence

from knowledge.embedding import Embedder, Matrix, Vector


class LateEmbedder:
    """An :class:`knowledge.embedding.Embedder` behind its fingerprint."""

    def __init__(self, fingerprint: str, load: Callable[[], Embedder]) -> None:
        """``load`` is called once, or never; its model must have that ``fingerprint``."""
        self.fingerprint = fingerprint
        self._load = load
        self._loaded: Embedder | None = None

    @property
    def dimensions(self) -> int:
        """Of its vectors."""
        return self._model.dimensions

    def query(self, text: str) -> Vector:
        """One question's unit vector, shape (dimensions,)."""
        return self._model.query(text)

    def queries(self, texts: Sequence[str]) -> Matrix:
        """Questions' unit vectors, shape (texts, dimensions)."""
        return self._model.queries(texts)

    def passages(self, texts: Sequence[str]) -> Matrix:
        """Passages' unit vectors, shape (texts, dimensions)."""
        return self._model.passages(texts)

    @property
    def _model(self) -> Embedder:
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded
