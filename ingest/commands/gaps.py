"""``hanni gaps``: what citizens asked in vain, alike questions together."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

import numpy as np
import typer
from rich.table import Table

from ingest.commands.shared import (
    AsJson,
    console,
    load_model,
    messages,
    print_json,
    print_table,
)
from ingest.settings import EditorSettings
from knowledge.embedding import Embedder, Vector, unit
from knowledge.errors import SettingsError
from knowledge.gaps import Asked, GapLog
from knowledge.languages import ORIGINAL
from knowledge.projection import Projection
from knowledge.search import Search
from knowledge.snapshot import Snapshot, SnapshotStore

#: Questions this near to a cluster's first one, in the searched space, belong to it.
ALIKE = 0.3
#: Different questions that are looked at, the most asked ones: clustering compares each with each.
_MOST = 2_000


@dataclass(frozen=True)
class Cluster:
    """Questions of one language that ask about the same; the first one was asked most."""

    language: str
    questions: tuple[str, ...]
    asked: int
    #: The service of today's snapshot that is nearest to the first question.
    service: str
    confidence: float


def gaps(
    since: Annotated[
        str | None, typer.Option(help="First day (2026-11-01), or days back (30d).")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Clusters of a language to show.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Show what was asked in vain, by language, with the nearest service there is.

    The chat service counts it only with HANNI_GAPS=on.
    """
    settings = EditorSettings.load()
    say = messages(settings)
    try:
        day = _day(since)
    except (ValueError, OverflowError):
        raise typer.BadParameter(say("wrong.since")) from None
    try:
        asked = GapLog(settings.data).read(day)
    except sqlite3.Error as error:
        raise SettingsError(f"The log of gaps cannot be read: {error}.", "Delete it.") from None
    clusters: list[Cluster] = []
    if asked:
        embedder = load_model(settings)
        snapshot = SnapshotStore(settings).open_published(embedder.fingerprint)
        try:
            clusters = cluster(asked, snapshot, embedder)
            enough = snapshot.confidence.answer
            titles = {
                id_: service.texts[ORIGINAL].title
                for id_, service in snapshot.knowledge.services.items()
            }
        finally:
            snapshot.close()
    if as_json:
        print_json([
            {"language": c.language, "asked": c.asked, "questions": list(c.questions),
             "service": c.service, "confidence": c.confidence}
            for c in clusters
        ])  # fmt: skip
        return
    if not clusters:
        console.print(say("gaps.none"))
        return
    for language in dict.fromkeys(one.language for one in clusters):
        own = [one for one in clusters if one.language == language]
        console.print(f"\n[bold]{say.name('language', language)}[/]")
        columns = [say.name("gaps", name) for name in ("asked", "question", "others", "service")]
        table = Table(*columns, box=None, pad_edge=False)
        for one in own[:limit]:
            others = " / ".join(one.questions[1:4])
            near = f"{titles[one.service]} ({one.confidence:.2f})"
            if one.confidence >= enough:
                near += f": {say('gaps.answered')}"
            table.add_row(*map(_plain, (str(one.asked), one.questions[0], others, near)))
        print_table(table)


def cluster(asked: list[Asked], snapshot: Snapshot, embedder: Embedder) -> list[Cluster]:
    """Put alike questions together, greedily: the most asked one of those left begins a cluster."""
    times: dict[tuple[str, str], int] = {}
    for one in asked:
        key = one.gap.language, one.gap.question
        times[key] = times.get(key, 0) + one.times
    order = sorted(times, key=lambda key: (-times[key], key))[:_MOST]
    search = Search(snapshot, embedder)
    found: list[Cluster] = []
    for language in dict.fromkeys(language for language, _ in order):
        questions = [question for code, question in order if code == language]
        raw = [embedder.query(question) for question in questions]
        for rows in alike(_searched(raw, language, snapshot.projection)):
            first = questions[rows[0]]
            nearest = search.with_vector(first, language, raw[rows[0]], learn=False)
            found.append(
                Cluster(
                    language,
                    tuple(questions[row] for row in rows),
                    sum(times[language, questions[row]] for row in rows),
                    nearest.services[0].service,
                    round(nearest.confidence, 3),
                )
            )
    by_language: dict[str, int] = {}
    for group in found:
        by_language[group.language] = by_language.get(group.language, 0) + group.asked
    return sorted(found, key=lambda c: (-by_language[c.language], c.language, -c.asked))


def alike(vectors: np.ndarray, least: float = ALIKE) -> list[list[int]]:
    """Rows of unit vectors, shape (n, dimensions), by cluster, each begun by its first row."""
    left = list(range(len(vectors)))
    clusters = []
    while left:
        near = vectors[left] @ vectors[left[0]] >= least
        near[0] = True
        clusters.append([row for row, own in zip(left, near, strict=True) if own])
        left = [row for row, own in zip(left, near, strict=True) if not own]
    return clusters


def _searched(raw: list[Vector], language: str, projection: Projection) -> np.ndarray:
    return projection.whitened(unit(np.stack(raw) - projection.query_mean(language)))


def _day(since: str | None) -> str:
    """An ISO day from the option.

    Raises:
        ValueError, OverflowError: it is neither a day nor days back.
    """
    if since is None:
        return ""
    today = datetime.now(UTC).date()
    if since.endswith("d"):
        return (today - timedelta(days=int(since[:-1]))).isoformat()
    return datetime.strptime(since, "%Y-%m-%d").replace(tzinfo=UTC).date().isoformat()


def _plain(text: str) -> str:
    return text.replace("[", r"\[")
