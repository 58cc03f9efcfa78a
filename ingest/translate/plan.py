"""Which drafts are to be made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.translate.document import Document, Version
from knowledge.languages import ORIGINAL, SUPPORTED

#: Why a draft is made, or why not.
Reason = Literal["missing", "outdated", "again", "fresh", "reviewed"]
WRITTEN: tuple[Reason, ...] = ("missing", "outdated", "again")


@dataclass(frozen=True)
class Task:
    """A document, a language, and what is to be done."""

    document: Document
    language: str
    reason: Reason
    #: What is there already.
    former: Version | None = None

    @property
    def file(self) -> str:
        """The file that is written, relative to the content folder."""
        return f"{self.document.path}/{self.language}.md"


def plan(
    found: Iterable[Document], languages: Sequence[str], *, only_missing: bool, again: bool
) -> list[Task]:
    """A task for each document and language; a text that a person has reviewed is left as it is."""
    tasks = []
    for document in found:
        for language in languages or [code for code in SUPPORTED if code != ORIGINAL]:
            former = document.versions.get(language)
            reason = _reason(document, former, only_missing=only_missing, again=again)
            tasks.append(Task(document, language, reason, former))
    return tasks


def _reason(
    document: Document, former: Version | None, *, only_missing: bool, again: bool
) -> Reason:
    if former is None:
        return "missing"
    if former.status == "reviewed":
        return "reviewed"
    if only_missing:
        return "fresh"
    if document.is_outdated(former):
        return "outdated"
    return "again" if again else "fresh"
