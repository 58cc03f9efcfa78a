"""What every source of content offers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from knowledge.progress import Progress
from knowledge.records import Faq, Service


@dataclass(frozen=True, slots=True)
class Found:
    """A record as it was read, not yet cleaned and screened."""

    record: Service | Faq
    #: Where it stands: an address, or a file and its row.
    place: str
    #: Text that no reader sees; it never gets into the record, but it is read for orders to a model.
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was refused or cannot be read; everything else goes on."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


Fetched = Found | Problem
#: Is told of each problem.
Tell = Callable[[Problem], None]


def silent(step: str, done: int, total: int) -> None:
    """Show no progress."""


class Source(Protocol):
    """A connector. Both ways end with all that the source holds, not with what is new in it."""

    @property
    def name(self) -> str:
        """The name in ``sources.yaml``."""

    @property
    def trusted(self) -> bool:
        """Whether it is written by the editors themselves and need not be screened."""

    def fetch(self, progress: Progress) -> Iterator[Fetched]:
        """Read the source.

        Raises:
            SourceError: it cannot be read as a whole; nothing may be withdrawn because of it.
        """

    def last(self) -> Iterator[Fetched]:
        """What the last ``fetch`` found, without asking another computer."""
