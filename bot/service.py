"""The running service: the snapshot that is answered from, and its replacement."""

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass

from anyio import to_thread

from bot.feedback import FeedbackStore
from bot.guard import Guard
from bot.llm.breaker import CircuitBreaker
from bot.llm.model import Limits
from bot.llm.writer import Writer
from bot.metrics import Metrics, ModelMetrics
from bot.phrases import PhraseBook
from bot.pipeline import Pipeline
from bot.property_tax_dialogue import ConfiguredHebesatz
from bot.rate_limit import RateLimit
from bot.retrieve import Reader
from bot.settings import BotSettings
from bot.verify import Attribution, Verifier
from knowledge.chat_model import chat_model
from knowledge.detection import LanguageDetector
from knowledge.embedding import Embedder
from knowledge.gaps import Gap, GapLog
from knowledge.model.language_store import LanguageStore
from knowledge.model.store import ModelStore
from knowledge.snapshot import SnapshotStore

#: Seconds between two looks at the pointer, and before a replaced snapshot is closed.
_POLL = 1.0
_LONGEST_POLL = 60.0
_GRACE = 30.0

log = logging.getLogger(__name__)


class CurrentSnapshot:
    """Holds the published snapshot open and swaps it as a whole when another is published."""

    def __init__(
        self,
        store: SnapshotStore,
        embedder: Embedder,
        book: PhraseBook,
        detector: LanguageDetector,
    ) -> None:
        """Open the published snapshot.

        Raises:
            SnapshotError: there is none, or it is damaged.
        """
        self._store = store
        self._embedder = embedder
        self._book = book
        self._detector = detector
        self._reader = self._open()

    def __call__(self) -> Reader:
        """What to answer from; a request keeps its reader until it is done."""
        return self._reader

    async def watch(self) -> None:
        """Swap whenever the pointer names another snapshot; retry ever less often if it fails."""
        wait = _POLL
        while True:
            await asyncio.sleep(wait)
            try:
                published = self._store.published()
                if published in {None, self._reader.snapshot.manifest.number}:
                    wait = _POLL
                    continue
                old, self._reader = self._reader, await to_thread.run_sync(self._open)
            except Exception as error:  # a damaged snapshot, a server that is away, a full disk
                wait = min(2 * wait, _LONGEST_POLL)
                log.error(
                    "the published snapshot is not used (next try in %.0f s): %s", wait, error
                )
                continue
            wait = _POLL
            log.info("now answering from snapshot %s", published)
            asyncio.get_running_loop().call_later(_GRACE, old.snapshot.close)

    def _open(self) -> Reader:
        snapshot = self._store.open_published(self._embedder.fingerprint)
        return Reader.of(snapshot, self._embedder, self._book, self._detector)


@dataclass(frozen=True)
class Service:
    """The parts that the routes use."""

    settings: BotSettings
    book: PhraseBook
    current: CurrentSnapshot
    pipeline: Pipeline
    rate_limit: RateLimit
    feedback: FeedbackStore
    metrics: Metrics


def build_pipeline(
    settings: BotSettings, metrics: Metrics, book: PhraseBook
) -> tuple[Pipeline, CurrentSnapshot]:
    """Load model, snapshot and detector.

    Raises:
        ModelError, SnapshotError: one of them cannot be used.
    """
    embedder = ModelStore(settings).load()
    detector = LanguageDetector(LanguageStore(settings).load())
    current = CurrentSnapshot(SnapshotStore(settings), embedder, book, detector)
    pipeline = Pipeline(
        current,
        detector,
        book,
        _guard(embedder),
        fallback_language=settings.fallback_language,
        hebesatz=configured_hebesatz(settings),
        writer=_writer(settings, detector, metrics),
        on_verdict=metrics.count_verdict,
        on_gap=_gap_counter(settings),
    )
    return pipeline, current


def build_service(settings: BotSettings) -> Service:
    """Put the service together from its settings.

    Raises:
        HanniError: something that it needs cannot be used; the message says what to do.
    """
    metrics = Metrics()
    book = PhraseBook.load()
    pipeline, current = build_pipeline(settings, metrics, book)
    return Service(
        settings=settings,
        book=book,
        current=current,
        pipeline=pipeline,
        rate_limit=RateLimit(settings.rate_limit, settings.redis_url),
        feedback=FeedbackStore(
            settings.feedback_url or f"sqlite:///{settings.data / 'feedback.sqlite3'}"
        ),
        metrics=metrics,
    )


def configured_hebesatz(settings: BotSettings) -> ConfiguredHebesatz | None:
    """The Hebesatz of the settings; they hold it with source and year or not at all."""
    if not (settings.hebesatz and settings.hebesatz_source and settings.hebesatz_year):
        return None
    return ConfiguredHebesatz(settings.hebesatz, settings.hebesatz_source, settings.hebesatz_year)


def _gap_counter(settings: BotSettings) -> Callable[[Gap], None]:
    """Counts what was asked in vain, if that is wished; an answer never waits or fails for it."""
    if not settings.gaps:
        return lambda _: None
    gaps = GapLog(settings.data)
    gaps.create()

    def count(gap: Gap) -> None:
        try:
            gaps.add(gap)
        except sqlite3.Error as error:
            log.warning("a question without an answer was not counted: %s", error)

    return count


def _guard(embedder: Embedder) -> Guard:
    guard = Guard.load(embedder.fingerprint)
    if not guard.learned:
        log.warning("danger is told by words alone: its classifier was learned with another model")
    return guard


def _writer(settings: BotSettings, detector: LanguageDetector, metrics: Metrics) -> Writer | None:
    if settings.llm_url is None:
        return None
    # No retries: the writer asks once more itself, within its own time limits.
    model = chat_model(
        settings, seconds=settings.llm_deadline, retries=0, tokens=settings.llm_tokens
    )
    return Writer(
        model,
        Verifier(detector, Attribution()),
        detector,
        limits=Limits(settings.llm_first_word, settings.llm_stall, settings.llm_deadline),
        breaker=CircuitBreaker(
            settings.llm_breaker_failures, settings.llm_breaker_seconds, time.monotonic
        ),
        slots=settings.llm_concurrency,
        observer=ModelMetrics(metrics),
    )
