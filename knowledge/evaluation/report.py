"""What a measurement found: tables for the terminal, JSON for programs, one HTML file for people.

The HTML file holds everything that it shows (style, plots as inline SVG) and asks nobody for
anything; every plot stands beside a table with the same figures.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable

from knowledge.errors import ExitCode, HanniError
from knowledge.evaluation.plots import LABELS, RIGHT, WIDTH, Plot

Cell = str | float | int

_WIDE = 2_000


class OutputError(HanniError):
    """A file that was asked for cannot be written."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True)
class Table:
    """Figures with a heading; ``digits`` are those after the point of a fraction."""

    heading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    digits: int = 3

    @cached_property
    def cells(self) -> list[list[str]]:
        """The rows as they are shown."""
        return [
            [f"{cell:.{self.digits}f}" if isinstance(cell, float) else str(cell) for cell in row]
            for row in self.rows
        ]

    @cached_property
    def numeric(self) -> list[bool]:
        """Which columns hold numbers (or nothing)."""
        columns = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.columns)
        return [all(cell == "" or not isinstance(cell, str) for cell in c) for c in columns]


@dataclass(frozen=True)
class Wording:
    """The page's own words, in one language."""

    language: str = "en"
    measured: str = "Measured"
    same_figures: str = "The tables hold the same figures."
    contents: str = "Contents"


@dataclass(frozen=True)
class Report:
    """A measurement: what was asked (``facts``) and what came of it."""

    title: str
    facts: Mapping[str, str]
    tables: Sequence[Table]
    plots: Sequence[Plot] = ()
    #: Tables that would flood the terminal.
    more: Sequence[Table] = ()
    #: Tables for the terminal alone, because the page tells the same better.
    brief: Sequence[Table] = ()
    wording: Wording = Wording()

    def show(self, console: Console) -> None:
        """Print facts and tables; in a file or a pipe a row stays one line."""
        if not console.is_terminal:
            console = Console(file=console.file, width=_WIDE, soft_wrap=True)
        console.print(f"[bold]{escape(self.title)}[/]")
        for name, value in self.facts.items():
            console.print(f"[dim]{escape(name)}:[/] {escape(value)}", highlight=False)
        for table in (*self.tables, *self.brief):
            console.print()
            console.print(f"[bold]{escape(table.heading)}[/]", highlight=False)
            shown = RichTable(box=None, pad_edge=False)
            for column, numeric in zip(table.columns, table.numeric, strict=True):
                shown.add_column(escape(column), justify="right" if numeric else "left")
            for row in table.cells:
                shown.add_row(*map(escape, row))
            console.print(shown)
            if table.note:
                console.print(f"[dim]{escape(table.note)}[/]", highlight=False)

    def html(self) -> str:
        """The report as a page."""
        environment = Environment(
            loader=PackageLoader("knowledge.evaluation", "."),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        measured = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
        template = environment.get_template("report.html.jinja")
        return template.render(
            report=self, measured=measured, width=WIDTH, left=LABELS, right=RIGHT
        )

    @property
    def every_table(self) -> Sequence[Table]:
        """Those of the page."""
        return (*self.tables, *self.more)


@dataclass(frozen=True)
class Outputs:
    """Where a measurement's figures go beside the terminal."""

    json: Path | None
    html: Path | None

    def check(self) -> None:
        """Find out before the measuring, not after it, whether the files can be written.

        Raises:
            OutputError: one of them cannot.
        """
        for path in filter(None, (self.json, self.html)):
            _write(path, None)

    def write(self, figures: object, report: Report, console: Console) -> None:
        """Write the files that were asked for, and print the report.

        Raises:
            OutputError: a file cannot be written.
        """
        report.show(console)
        if self.json:
            _write(self.json, json.dumps(figures, ensure_ascii=False, indent=2) + "\n")
        if self.html:
            _write(self.html, report.html())


def _write(path: Path, text: str | None) -> None:
    try:
        with path.open("a" if text is None else "w", encoding="utf-8") as file:
            file.write(text or "")
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror}.", "Name a file in a folder that exists."
        ) from None
