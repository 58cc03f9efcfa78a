"""When a server counts as down."""

from ingest.sources.fetch import Unreachable
from knowledge.errors import SourceError

_IN_A_ROW = 5


class Patience:
    """Single pages may fail and stay as they were; many in a row mean that nothing can be read."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._silent = 0

    def answered(self) -> None:
        """The server answered, whatever it said."""
        self._silent = 0

    def failed(self, error: Unreachable) -> None:
        """It did not.

        Raises:
            SourceError: too often in a row.
        """
        self._silent += 1
        if self._silent >= _IN_A_ROW:
            raise SourceError(
                f"{self._source}: the server does not answer ({error}).",
                "Try again later; what is published stays.",
            ) from None
