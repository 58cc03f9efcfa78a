"""Which services are near one another, told by their passages.

Citizens go on from one service to a neighbour ("and for my child?"), whatever the words.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from knowledge.embedding import Matrix
from knowledge.passages import units
from knowledge.records import Level, Passage
from knowledge.snapshot import Snapshot

_LEVELS: tuple[Level, ...] = ("name", "chunk")


@dataclass(frozen=True)
class Neighbours:
    """The mean direction of each service's own names and of its own texts, without its FAQs'.

    ``directions`` are two matrices of unit rows, shape (services, dimensions) each.
    """

    rows: dict[str, int]
    directions: tuple[Matrix, ...]

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self:
        """Average the vectors of a snapshot."""
        own = {
            service: rows for (service, faq), rows in units(snapshot.passages).items() if not faq
        }
        directions = (
            np.array([_mean(snapshot.vectors, snapshot.passages, rows, level) for rows in own.values()])
            for level in _LEVELS
        )  # fmt: skip
        return cls({service: row for row, service in enumerate(own)}, tuple(directions))

    def nearness(self, service: str) -> dict[str, tuple[float, float]]:
        """Of each other service, how near its names and its texts are, in standard deviations from the mean."""
        if service not in self.rows or len(self.rows) < 3:
            return {}
        row = self.rows[service]
        columns = []
        for matrix in self.directions:
            cosines = matrix @ matrix[row]
            others = np.delete(cosines, row)
            columns.append(((cosines - others.mean()) / (others.std() + 1e-9)).tolist())
        return {
            other: (columns[0][at], columns[1][at])
            for other, at in self.rows.items()
            if other != service
        }


def _mean(vectors: Matrix, passages: list[Passage], rows: range, level: Level) -> Matrix:
    """The direction of a unit's passages of a level, of all of them if it has none."""
    of_level = [row for row in rows if passages[row].level == level] or list(rows)
    mean: Matrix = vectors[of_level].mean(axis=0)
    return mean / (np.linalg.norm(mean) + 1e-9)
