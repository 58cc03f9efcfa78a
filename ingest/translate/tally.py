"""Counts what came of the drafts and tells the editor what went wrong."""

from typing import Literal

from rich.console import Console
from rich.markup import escape

from ingest.messages import Messages
from ingest.prose import line_name
from ingest.translate.run import Outcome
from knowledge.progress import Progress

#: Problems that are told of one text; --json has all of them.
_SHOWN = 5


class Tally:
    """What came of ``total`` tasks."""

    def __init__(self, total: int, say: Messages, console: Console) -> None:
        """``console`` is for what goes wrong, while it does."""
        self._total = total
        self._say = say
        self._console = console
        self._outcomes: list[Outcome] = []

    def add(self, outcome: Outcome, progress: Progress) -> None:
        """Count a task, and tell why it came to nothing."""
        self._outcomes.append(outcome)
        progress("translate", len(self._outcomes), self._total)
        if outcome.kind == "failed":
            self._warn("translate.failed", file=outcome.task.file, reason=outcome.reason)
        elif outcome.kind == "refused":
            self._warn("translate.refused", file=outcome.task.file)
            told = [
                f"  {line_name(mark, self._say)}: {one}"
                for mark, own in self._told(outcome).items()
                for one in own
            ]
            for line in told[:_SHOWN]:
                self._console.print(escape(line), highlight=False)
            if len(told) > _SHOWN:
                self._console.print(self._say("translate.more", count=len(told) - _SHOWN))

    def of(self, kind: Literal["written", "refused", "failed"]) -> list[Outcome]:
        """The tasks that ended so."""
        return [outcome for outcome in self._outcomes if outcome.kind == kind]

    @property
    def left(self) -> int:
        """Tasks that the model gave no answer for, or was not asked for any more."""
        return self._total - len(self.of("written")) - len(self.of("refused"))

    def show(self, console: Console) -> None:
        """The counts."""
        console.print(self._say("translate.done", count=len(self.of("written"))))
        if refused := self.of("refused"):
            console.print(self._say("translate.refused_count", count=len(refused)))

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {
            "written": [one.task.file for one in self.of("written")],
            "refused": [
                {"file": one.task.file, "problems": self._told(one)} for one in self.of("refused")
            ],
            "failed": [{"file": one.task.file, "reason": one.reason} for one in self.of("failed")],
            "left": self.left,
        }

    def _told(self, outcome: Outcome) -> dict[str, list[str]]:
        return {
            mark: [problem.told(self._say) for problem in own]
            for mark, own in outcome.problems.items()
        }

    def _warn(self, key: str, **values: object) -> None:
        self._console.print(f"[yellow]{escape(self._say(key, **values))}[/]", highlight=False)
