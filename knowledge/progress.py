"""Progress bars of the commands."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as RichProgress

#: What the steps are called on screen.
_NAMES = {
    "questions": "Ways to ask",
    "embed": "Embedding texts",
    "index": "Writing the index",
    "verify": "Asking for each",
}


class Progress(Protocol):
    """Is told what is being done: ``done`` of ``total`` items."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Report a step's progress."""


@contextmanager
def progress_bars(
    console: Console, name: Callable[[str], str] = lambda step: _NAMES.get(step, step)
) -> Iterator[Progress]:
    """A bar for each step, on a console that is not the one of the results.

    ``name`` tells what a step is called.
    """
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<18}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with RichProgress(*columns, console=console) as bars:
        tasks: dict[str, TaskID] = {}

        def report(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(name(step), total=total)
            bars.update(tasks[step], completed=done)

        yield report
