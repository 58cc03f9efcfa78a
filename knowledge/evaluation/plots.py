"""Plots as positions and lengths; ``report.html.jinja`` draws them as SVG.

Everything is in the units of a drawing 720 wide, which the page scales.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

#: Width of the drawing, of the labels on its left and of the figures on its right.
WIDTH = 720
LABELS = 150
FIGURES = 50
#: Right end of the field that the bars and curves are in.
RIGHT = WIDTH - FIGURES
_SPAN = RIGHT - LABELS


@dataclass(frozen=True)
class Bars:
    """Fractions (0..1) by label, one bar for each series; None leaves a gap."""

    title: str
    labels: Sequence[str]
    series: Mapping[str, Sequence[float | None]]
    note: str = ""

    kind = "bars"
    thickness = 14
    gap = 12

    @property
    def height(self) -> int:
        """Of the drawing."""
        return len(self.labels) * self._group + 24

    @property
    def grid(self) -> list[tuple[float, str]]:
        """Position and label of the vertical lines."""
        return [(LABELS + _SPAN * tenth / 10, f"{tenth / 10:.1f}") for tenth in range(0, 11, 2)]

    def bars(self) -> Iterator[tuple[int, float, float, float]]:
        """Number of the series, top, length and value of each bar."""
        for number, values in enumerate(self.series.values()):
            for row, value in enumerate(values):
                if value is not None:
                    top = row * self._group + number * self.thickness
                    yield number, top, _SPAN * max(0.0, min(1.0, value)), value

    def tops(self) -> Iterator[tuple[str, float]]:
        """Each label with the middle of its bars."""
        for row, label in enumerate(self.labels):
            yield label, row * self._group + len(self.series) * self.thickness / 2

    @property
    def _group(self) -> int:
        return len(self.series) * self.thickness + self.gap


@dataclass(frozen=True)
class Stacked:
    """Counts by label, one bar each, whose parts are the series; the bar of the largest sum is longest.

    ``colours``: which of the page's series colours (0..5) each series has; its own number by default.
    """

    title: str
    labels: Sequence[str]
    series: Mapping[str, Sequence[int]]
    colours: Sequence[int] = ()
    note: str = ""
    #: Width of the labels on its left, for longer ones than languages.
    left: int = LABELS

    kind = "stacked"
    thickness = 20
    gap = 8

    @property
    def height(self) -> int:
        """Of the drawing."""
        return len(self.labels) * (self.thickness + self.gap)

    def colour(self, number: int) -> int:
        """Of a series."""
        return self.colours[number] if self.colours else number

    def parts(self) -> Iterator[tuple[int, float, float, float, int]]:
        """Colour, left, top, length and count of each part that is not empty."""
        scale = (RIGHT - self.left) / max(1, *self.sums())
        for row in range(len(self.labels)):
            left = float(self.left)
            for number, counts in enumerate(self.series.values()):
                if count := counts[row]:
                    top = row * (self.thickness + self.gap)
                    yield self.colour(number), left, top, count * scale, count
                    left += count * scale

    def sums(self) -> list[int]:
        """Of each label."""
        return [sum(counts) for counts in zip(*self.series.values(), strict=True)]

    def ends(self) -> Iterator[tuple[str, float, float, int]]:
        """Each label with the middle of its bar, the bar's right end and its sum."""
        sums = self.sums()
        scale = (RIGHT - self.left) / max(1, *sums)
        for row, (label, whole) in enumerate(zip(self.labels, sums, strict=True)):
            middle = row * (self.thickness + self.gap) + self.thickness / 2
            yield label, middle, self.left + whole * scale, whole


@dataclass(frozen=True)
class HeatMap:
    """Shares (0..1) of each row's texts by column."""

    title: str
    rows: Sequence[str]
    columns: Sequence[str]
    shares: Mapping[tuple[str, str], float]
    note: str = "In per cent of the row. Colour: how many right ones, and how many wrong ones beside the most frequent confusion."

    kind = "heatmap"
    #: One colour: nothing for a legend to tell apart.
    series = ()

    @property
    def side(self) -> float:
        """Of one field."""
        return min(40.0, (WIDTH - LABELS) / len(self.columns))

    @property
    def height(self) -> float:
        """Of the drawing."""
        return self.side * len(self.rows) + 24

    def fields(self) -> Iterator[tuple[float, float, float, str, str]]:
        """Left, top, share and its row and column, of the fields above zero."""
        for down, row in enumerate(self.rows):
            for across, column in enumerate(self.columns):
                if share := self.shares.get((row, column), 0.0):
                    yield LABELS + across * self.side, down * self.side, share, row, column

    def strength(self, row: str, column: str, share: float) -> float:
        """How opaque a field is, 0..1; confusions are rare and would else not be seen."""
        if row == column:
            return 0.1 + 0.5 * share
        most = max(value for (one, other), value in self.shares.items() if one != other)
        return 0.05 + 0.7 * share / most


@dataclass(frozen=True)
class Distribution:
    """How large a share of the times stays below a number of milliseconds, by series."""

    title: str
    series: Mapping[str, Sequence[float]]
    note: str = "Read: this share of the calls took no longer than that (logarithmic scale)."

    kind = "distribution"
    height = 300
    _plot = 270

    @property
    def grid(self) -> list[tuple[float, str]]:
        """Position and label of the vertical lines: 1, 2, 5, 10, 20 ... milliseconds."""
        low, high = self._range
        steps = (
            digit * 10.0**power
            for power in range(floor(log10(low)), ceil(log10(high)) + 1)
            for digit in (1, 2, 5)
        )
        return [(self._across(step), f"{step:g}") for step in steps if low <= step <= high]

    @property
    def levels(self) -> list[tuple[float, str]]:
        """Position and label of the horizontal lines."""
        return [(self._down(share), f"{share:.0%}") for share in (0, 0.5, 0.95, 1)]

    def curves(self) -> Iterator[tuple[int, str]]:
        """Number of the series and its line's points."""
        for number, times in enumerate(self.series.values()):
            ordered = sorted(times)
            # 200 points draw the curve as well as thousands do.
            shares = [step / 200 for step in range(201)]
            at = [ordered[round(share * (len(ordered) - 1))] for share in shares]
            points = zip(map(self._across, at), map(self._down, shares), strict=True)
            yield number, " ".join(f"{x:.1f},{y:.1f}" for x, y in points)

    @property
    def _range(self) -> tuple[float, float]:
        every = [time for times in self.series.values() for time in times]
        return max(min(every), 1e-3), max(*every, 2e-3)

    def _across(self, time: float) -> float:
        low, high = (log10(end) for end in self._range)
        share = (log10(max(time, 1e-3)) - low) / ((high - low) or 1)
        return LABELS + _SPAN * share

    def _down(self, share: float) -> float:
        return 10 + (self._plot - 10) * (1 - share)


Plot = Bars | Stacked | HeatMap | Distribution
