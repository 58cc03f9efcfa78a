"""A content folder as a source."""

from collections.abc import Iterator
from pathlib import Path

from ingest.sources.base import Fetched, Found, silent
from knowledge.content import read_content
from knowledge.progress import Progress


class ContentFolder:
    """The editors' own Markdown files; docs/content.md describes them."""

    trusted = True

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder

    def fetch(self, progress: Progress) -> Iterator[Fetched]:
        """Read all files.

        Raises:
            ContentError: one has a mistake.
        """
        progress(f"read {self.name}", 0, 1)
        knowledge = read_content(self.folder)
        progress(f"read {self.name}", 1, 1)
        for service in knowledge.services.values():
            yield Found(service, str(self.folder))
        for faq in knowledge.faqs.values():
            yield Found(faq, str(self.folder))

    def last(self) -> Iterator[Fetched]:
        """The files lie at hand."""
        return self.fetch(silent)
