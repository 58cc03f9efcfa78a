"""Makes drafts one after the other, some at once, and writes each as soon as it is sound."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import httpx

from ingest.settings import EditorSettings
from ingest.translate.document import Document
from ingest.translate.files import write_whole
from ingest.translate.glossary import Glossary
from ingest.translate.plan import Task
from ingest.translate.render import render
from ingest.translate.translator import (
    ModelFailedError,
    RefusedError,
    Translator,
    alias_texts,
)
from ingest.translate.verify import Problems
from knowledge.chat_model import chat_model
from knowledge.content import parse_file
from knowledge.detection import LanguageDetector
from knowledge.text import fold

#: So many failures of the model's server in a row, and the rest is left for another time.
_PATIENCE = 3


#: A request that the server fails or refuses for now (429) is made so often once more.
_RETRIES = 2


@dataclass(frozen=True)
class Outcome:
    """What came of a task: ``refused`` names problems by mark, ``failed`` why no answer came."""

    task: Task
    kind: Literal["written", "refused", "failed"]
    problems: Problems = field(default_factory=dict)
    reason: str = ""


def make_drafts(
    settings: EditorSettings,
    detector: LanguageDetector,
    found: Sequence[Document],
    tasks: Sequence[Task],
    today: date,
    report: Callable[[Outcome], None],
) -> None:
    """Ask the configured model for the drafts of all tasks; ``found`` is what they may learn from.

    Raises:
        OSError: a sound draft cannot be written.
    """

    async def drafts() -> None:
        async with httpx.AsyncClient() as client:
            seconds = settings.translate_seconds
            model = chat_model(settings, seconds=seconds, retries=_RETRIES, client=client)
            patience = seconds * (_RETRIES + 1)
            translators = {
                code: Translator(model, code, Glossary.of(found, code), detector, patience)
                for code in {task.language for task in tasks}
            }
            run = Run(translators, found, today, report)
            await run(tasks, min(settings.llm_concurrency, len(tasks)))

    asyncio.run(drafts())


class Run:
    """Works tasks off; what has been written stays, whatever happens then."""

    def __init__(
        self,
        translators: Mapping[str, Translator],
        found: Sequence[Document],
        today: date,
        report: Callable[[Outcome], None],
    ) -> None:
        self._translators = translators
        self._taken = _aliases(found)
        self._today = today
        self._report = report
        self._failures = 0

    async def __call__(self, tasks: Sequence[Task], slots: int) -> None:
        """Make the drafts, ``slots`` at once; returns early if the server keeps failing."""
        left = iter(tasks)

        async def worker() -> None:
            for task in left:
                outcome = await self._one(task)
                self._failures = self._failures + 1 if outcome.kind == "failed" else 0
                self._report(outcome)
                if self._failures >= _PATIENCE:
                    return

        await asyncio.gather(*(worker() for _ in range(slots)))

    async def _one(self, task: Task) -> Outcome:
        try:
            draft = await self._translators[task.language].draft(task)
        except RefusedError as error:
            return Outcome(task, "refused", error.problems)
        except ModelFailedError as error:
            return Outcome(task, "failed", reason=str(error))
        owners = self._taken.get(task.language, {})
        taken = frozenset(alias for alias, owner in owners.items() if owner != task.document.path)
        aliases = alias_texts(task, draft, taken)
        text = render(task.document, task.language, draft.words, aliases, self._today)
        path = task.document.file(task.language)
        parse_file(path, text)  # what is written can be read
        write_whole(path, text)
        for own in aliases.values():
            self._taken.setdefault(task.language, {}).update(
                (fold(alias), task.document.path) for alias in own
            )
        return Outcome(task, "written")


def _aliases(found: Sequence[Document]) -> dict[str, dict[str, str]]:
    """Folded aliases by language, with the document that has them."""
    taken: dict[str, dict[str, str]] = {}
    for document in found:
        for language, version in document.versions.items():
            for own in version.aliases.values():
                for alias in own:
                    taken.setdefault(language, {}).setdefault(fold(alias), document.path)
    return taken
