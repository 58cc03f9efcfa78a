"""What a learned selector sees of each line of a page, given a question.

Three cosines (the line alone, under its title and heading, its whole block), how they compare with those of the
page's other lines, shared words, the page's layout, and what kind of thing is asked for. Nothing of it is the
text itself, so that what is learned on one city's pages holds for another's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from knowledge.embedding import Matrix, Vector, unit
from knowledge.languages import ORIGINAL
from knowledge.line_layout import Floats, Layout
from knowledge.text import terms

#: Embeds passages: (texts) -> unit vectors, shape (texts, dimensions).
Embed = Callable[[Sequence[str]], Matrix]

#: What a line holds (knowledge/line_layout.py) that answers a kind of question. Pages on which figures were learned
#: have few telephone numbers and opening hours, too few to learn each of these from.
FITTING = {
    "address": ("street",),
    "phone": ("phone",),
    "mail": ("mail",),
    "hours": ("time", "day"),
    "when": ("time", "day", "duration"),
    "cost": ("money",),
    "amount": ("money",),
    "duration": ("duration",),
    "web": ("web",),
}

#: Kinds of lines of which the page's share counts too.
_OF_PAGE = ("phone", "mail", "time", "day", "street", "money", "number")


@dataclass(frozen=True)
class LineMeans:
    """Mean vectors of a knowledge base's titles, lines, paths and sections, shape (dimensions,)."""

    title: Vector
    line: Vector
    path: Vector
    section: Vector


@dataclass(frozen=True)
class LinePage:
    """A page whose lines can be chosen; vectors are raw unit vectors, a row a line.

    Made once a page; the same object serves any number of questions.
    """

    layout: Layout
    language: str
    title: Vector
    lines: Matrix
    paths: Matrix
    sections: Matrix

    @classmethod
    def read(cls, title: str, lines: Sequence[str], embed: Embed, language: str = ORIGINAL) -> Self:
        """Cut a page (of one line at least) and embed its lines in their contexts, as passages."""
        layout = Layout.of(title, lines)
        vectors = embed([title, *layout.lines, *layout.paths(), *layout.sections()])
        parts = np.split(vectors[1:], 3)
        return cls(layout, language, vectors[0], *parts)

    @cached_property
    def terms(self) -> list[set[str]]:
        """Each line's index terms."""
        return [set(terms(line, self.language)) for line in self.layout.lines]


@dataclass(frozen=True)
class AskedQuestion:
    """A cleaned question; ``vector`` is its unit vector with the language's mean question taken off."""

    text: str
    language: str
    vector: Vector


def line_features(
    page: LinePage, question: AskedQuestion, means: LineMeans, aspects: Mapping[str, Vector]
) -> dict[str, Floats]:
    """By name, a figure for each line, shape (lines,).

    ``aspects`` are centred unit vectors of typical questions ("cost", "hours").
    """
    count = len(page.layout.lines)
    lines, title = unit(page.lines - means.line), unit(page.title - means.title)
    paths, sections = unit(page.paths - means.path), unit(page.sections - means.section)
    whole = unit((page.lines - means.line).mean(axis=0))
    asked = question.vector
    beside = np.r_[0, (lines[1:] * lines[:-1]).sum(axis=1), 0]
    alone, path, section = lines @ asked, paths @ asked, sections @ asked
    context = unit(paths + sections) @ asked
    found = {
        **_layout(page.layout),
        "line_title": lines @ title,
        "line_page": lines @ whole,
        "line_before": beside[:-1],
        "line_after": beside[1:],
        **_compared("alone", alone),
        **_among("alone", alone),
        **_compared("path", path),
        **_compared("section", section),
        **_compared("context", context),
        **_among("context", context),
        "question_title": np.full(count, title @ asked),
        "question_page": np.full(count, whole @ asked),
        **_words(page, question),
        "same_language": np.full(count, float(question.language == page.language)),
        "question_length": np.full(count, len(question.text)),
    }
    near = {name: float(aspect @ asked) for name, aspect in aspects.items()}
    found |= _fitting(page.layout, near)
    found |= {f"aspect_{name}": np.full(count, cosine) for name, cosine in near.items()}
    return found


def _fitting(layout: Layout, near: Mapping[str, float]) -> dict[str, Floats]:
    """How much a line is of the kind that is asked for: "9.00 Uhr" when the question is about hours."""
    usual = sum(near.values()) / len(near)
    fits = np.zeros(len(layout.lines))
    for name, kinds in FITTING.items():
        holds = np.max([layout.kinds[kind] for kind in kinds], axis=0)
        fits = np.maximum(fits, holds * (near[name] - usual))
    return {"fits": fits, "fits_below": fits - fits.max()}


def _layout(layout: Layout) -> dict[str, Floats]:
    count = len(layout.lines)
    numbers = np.arange(count, dtype=float)
    sizes = np.bincount(layout.blocks)[layout.blocks]
    return {
        "position": numbers / max(count - 1, 1),
        "number": numbers,
        "lines": np.full(count, count),
        "length": np.array([len(line) for line in layout.lines], float),
        "head": layout.heads.astype(float),
        **{f"is_{kind}": which for kind, which in layout.kinds.items()},
        **{f"page_{kind}": np.full(count, layout.kinds[kind].mean()) for kind in _OF_PAGE},
        "in_block": numbers - layout.begins,
        "block_size": sizes,
        "block": layout.blocks.astype(float),
        "to_end": sizes - (numbers - _starts(layout)),
    }


def _starts(layout: Layout) -> Floats:
    """The first line of each line's block, also of the block before the first head."""
    return np.searchsorted(layout.blocks, layout.blocks).astype(float)


def _compared(name: str, cosines: Vector) -> dict[str, Floats]:
    deviations = (cosines - cosines.mean()) / (cosines.std() + 1e-6)
    return {name: cosines, f"{name}_z": deviations, f"{name}_below": cosines - cosines.max()}


def _among(name: str, cosines: Vector) -> dict[str, Floats]:
    count = len(cosines)
    ranks = np.empty(count)
    ranks[np.argsort(-cosines, kind="stable")] = np.arange(count)
    return {
        f"{name}_rank": ranks / max(count - 1, 1),
        f"{name}_best": np.full(count, cosines.max()),
        f"{name}_mean": np.full(count, cosines.mean()),
        f"{name}_spread": np.full(count, cosines.std()),
        f"{name}_from_best": np.arange(count) - float(cosines.argmax()),
    }


def _words(page: LinePage, question: AskedQuestion) -> dict[str, Floats]:
    """Shared terms, weighted by how few lines of this page have them (inverse document frequency)."""
    count = len(page.terms)
    asked = set(terms(question.text, question.language))
    weights = {}
    for term in asked:
        having = sum(term in line for line in page.terms)
        weights[term] = np.log1p((count - having + 0.5) / (having + 0.5))
    total = sum(weights.values()) + 1e-6
    shared = np.array([sum(weights[term] for term in asked & line) for line in page.terms])
    on_page = sum(weights[term] for term in asked if any(term in line for line in page.terms))
    lengths = np.array([len(line) + 1 for line in page.terms])
    return {
        "words": shared / total,
        "words_sum": shared,
        "words_below": shared - shared.max(),
        "words_dense": shared / np.sqrt(lengths),
        "words_page": np.full(count, on_page / total),
    }
