"""The gate: golden questions and the catalogue's size decide whether a new snapshot may be published.

A question is right if the service found first is one that it names. What counts is the fall
against the published snapshot, asked the same questions, so that a hard question
stops nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.messages import Messages
from ingest.settings import EditorSettings
from knowledge.embedding import Embedder
from knowledge.errors import ContentError, GateError
from knowledge.records import Knowledge
from knowledge.search import Search
from knowledge.snapshot import Snapshot
from knowledge.text import clean


class GoldenQuestion(BaseModel):
    """A question with the services that answer it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: str = Field(min_length=2, max_length=3)
    question: str = Field(min_length=1)
    services: tuple[str, ...] = Field(min_length=1)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    questions: tuple[GoldenQuestion, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Miss:
    """A golden question that did not find its service."""

    question: GoldenQuestion
    found: str
    #: The published snapshot finds it.
    before: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What became of the published services; needs neither model nor snapshot."""

    #: Services that are published and that the new records lack.
    withdrawn: tuple[str, ...]
    published_services: int
    #: Promised services that are missing.
    broken_promises: tuple[str, ...]

    @classmethod
    def of(cls, old: Knowledge | None, new: Knowledge, promised: Sequence[str]) -> Self:
        """Compare two catalogues; ``old`` is None before the first publication."""
        services = old.services.values() if old else ()
        own = [service.id for service in services if not service.elsewhere]
        return cls(
            tuple(id_ for id_ in own if id_ not in new.services),
            len(own),
            tuple(id_ for id_ in promised if id_ not in new.services),
        )

    def objections(self, settings: EditorSettings, say: Messages) -> list[str]:
        """Why it should not be published; empty if it may be."""
        found = []
        # Rounding must not decide: 3 of 30 is no more than .1.
        if len(self.withdrawn) > settings.gate_withdrawn * self.published_services + 1e-9:
            found.append(
                say(
                    "gate.withdrawn",
                    count=len(self.withdrawn),
                    of=self.published_services,
                    limit=f"{settings.gate_withdrawn:.0%}",
                    names=", ".join(self.withdrawn[:10]),
                )
            )
        if self.broken_promises:
            found.append(say("gate.promised", names=", ".join(self.broken_promises)))
        return found


@dataclass(frozen=True, slots=True)
class GateResult:
    """What the gate found; ``before`` is None if there is nothing to compare with."""

    asked: int
    right: int
    before: int | None
    misses: tuple[Miss, ...]

    @property
    def share(self) -> float:
        """Of the questions that find their service, 0..1."""
        return self.right / self.asked

    def objections(self, settings: EditorSettings, say: Messages) -> list[str]:
        """Why it should not be published; empty if it may be."""
        if self.before is None:
            return []
        if (self.before - self.right) / self.asked <= settings.gate_margin + 1e-9:
            return []
        margin = f"{settings.gate_margin:.0%}"
        return [
            say("gate.fell", right=self.right, before=self.before, asked=self.asked, margin=margin)
        ]


class Gatekeeper:
    """Called by the builder with the new and the published snapshot; keeps its result."""

    def __init__(
        self,
        settings: EditorSettings,
        embedder: Embedder,
        say: Messages,
        before: Knowledge | None,
        *,
        force: bool = False,
    ) -> None:
        """``before``: the published records, which can be read even if the snapshot cannot be asked.

        Raises:
            ContentError: the golden questions cannot be read.
        """
        self._settings = settings
        self._embedder = embedder
        self._say = say
        self._before = before
        self._force = force
        self._questions = read_golden(settings.golden)
        self.result: GateResult | None = None
        #: What it objected to, whether or not it was forced.
        self.objections: list[str] = []

    def catalogue(self, new: Knowledge) -> None:
        """Look at the new records, before minutes are spent on building a snapshot of them.

        Raises:
            GateError: too many services disappear, or a promised one is missing.
        """
        found = Catalogue.of(self._before, new, self._settings.promised)
        self._object(found.objections(self._settings, self._say))

    def __call__(self, new: Snapshot, published: Snapshot | None) -> None:
        """Ask both snapshots.

        Raises:
            GateError: the new one is not good enough.
        """
        self.result = ask(self._questions, new, published, self._embedder)
        self._object(self.result.objections(self._settings, self._say))

    def _object(self, objections: list[str]) -> None:
        self.objections += objections
        if objections and not self._force:
            raise GateError(" ".join(objections), self._say("gate.hint"))


def read_golden(path: Path) -> tuple[GoldenQuestion, ...]:
    """The golden questions.

    Raises:
        ContentError: the file is missing or not of the form that docs/content.md shows.
    """
    try:
        return _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).questions
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise ContentError(
            f"{path} cannot be read: {' '.join(str(error).split())}",
            "docs/content.md shows its form; HANNI_GOLDEN names another file.",
        ) from None


def ask(
    questions: Sequence[GoldenQuestion],
    new: Snapshot,
    published: Snapshot | None,
    embedder: Embedder,
) -> GateResult:
    """Ask a snapshot, and the published one for comparison, all questions."""
    vectors = [embedder.query(clean(golden.question)) for golden in questions]

    def found(snapshot: Snapshot) -> list[str]:
        search = Search(snapshot, embedder)
        results = (
            search.with_vector(clean(golden.question), golden.language, vector, learn=False)
            for golden, vector in zip(questions, vectors, strict=True)
        )
        return [result.services[0].service for result in results]

    firsts = found(new)
    earlier = found(published) if published else []
    right_before = [one in g.services for one, g in zip(earlier, questions, strict=False)]
    misses = tuple(
        Miss(golden, first, bool(earlier) and right_before[at])
        for at, (golden, first) in enumerate(zip(questions, firsts, strict=True))
        if first not in golden.services
    )
    before = sum(right_before) if published else None
    return GateResult(len(questions), len(questions) - len(misses), before, misses)
