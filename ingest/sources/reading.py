"""Reads every source and merges them into one Knowledge."""

from collections.abc import Iterator

from ingest.sources.addresses import identity
from ingest.sources.base import Fetched, Problem, Source, Tell, silent
from ingest.sources.config import configured_sources
from ingest.sources.duplicates import also, merge_duplicates
from ingest.sources.screening import Screening
from knowledge.content import read_content
from knowledge.detection import LanguageDetector
from knowledge.errors import ContentError
from knowledge.model.language_store import LanguageStore
from knowledge.progress import Progress
from knowledge.records import Faq, Knowledge, Service
from knowledge.settings import Settings


def _ignore(problem: Problem) -> None:
    """No problem is shown."""


def read_sources(
    settings: Settings,
    progress: Progress = silent,
    *,
    only: str | None = None,
    tell: Tell = _ignore,
) -> Knowledge:
    """Everything that the sources hold now; what a source no longer holds is not in it.

    Of a service that several sources have, the content files win, then what ``sources.yaml`` lists
    first. With ``only``, the other sources are taken as they were when they were last read. Each
    problem that is not fatal goes to ``tell``.

    Raises:
        ContentError: a content file or ``sources.yaml`` has a mistake, or ``only`` is no source.
        SourceError: a source cannot be read as a whole.
    """
    sources = configured_sources(settings)
    names = [source.name for source in sources]
    if only is not None and only not in names:
        raise ContentError(
            f"There is no source {only!r}.", f"sources.yaml lists: {', '.join(names)}."
        )
    base = read_content(settings.content)
    if len(sources) == 1:
        return base
    merged = _Merged(base, tell)
    screening = Screening(settings.data, tell, lambda: _detector(settings))
    try:
        for source in sources[1:]:
            merged.add(_screened(source, _items(source, progress, only), screening, tell))
        screening.finish(everything=True)
    finally:
        screening.close()
    return merged.knowledge()


def _detector(settings: Settings) -> LanguageDetector:
    store = LanguageStore(settings)
    if store.status().problem:
        store.build(lambda _: None)
    return LanguageDetector(store.load())


def _items(source: Source, progress: Progress, only: str | None) -> Iterator[Fetched]:
    return source.fetch(progress) if only in {None, source.name} else source.last()


def _screened(
    source: Source, items: Iterator[Fetched], screening: Screening, tell: Tell
) -> Iterator[tuple[Service | Faq, str]]:
    """The records that may be published, each with its place."""
    for item in items:
        if isinstance(item, Problem):
            tell(item)
        elif source.trusted:
            yield item.record, item.place
        elif (record := screening(item)) is not None:
            yield record, item.place


class _Merged:
    """Services and FAQs so far; the content files' are never replaced."""

    def __init__(self, base: Knowledge, tell: Tell) -> None:
        self._base = base
        self._tell = tell
        self._services = dict(base.services)
        self._faqs: list[tuple[Faq, str]] = []
        self._ids: dict[str, str] = {}  # of services that are told by another one of the sources

    def add(self, records: Iterator[tuple[Service | Faq, str]]) -> None:
        """Add a source's records."""
        pages = {
            identity(s.portal.url): s.id
            for s in self._services.values()
            if s.portal and s.portal.kind == "service_page"
        }
        keys: dict[str, list[str]] = {}
        for service in self._services.values():
            if service.leika:
                keys.setdefault(service.leika, []).append(service.id)
        for record, place in records:
            if isinstance(record, Faq):
                self._faqs.append((record, place))
                continue
            same = record.id if record.id in self._services else None
            if same is None and record.portal:
                same = pages.get(identity(record.portal.url))
            # A key that several services share tells nothing.
            if same is None and record.leika and len(keys.get(record.leika, ())) == 1:
                same = keys[record.leika][0]
            if same is None:
                self._services[record.id] = record
            else:
                self._ids[record.id] = same
                if same not in self._base.services:
                    self._services[same] = also(self._services[same], record)

    def knowledge(self) -> Knowledge:
        """Everything, near-duplicates merged."""
        own = self._base.services
        others = [service for id_, service in self._services.items() if id_ not in own]
        kept, gone = merge_duplicates(others)
        services = {**own, **{service.id: service for service in kept}}
        faqs = dict(self._base.faqs)
        for faq, place in self._faqs:
            about = self._ids.get(faq.service, faq.service)
            about = gone.get(about, about)
            if faq.id in self._base.faqs:
                continue
            if about not in services:
                self._tell(Problem(place, f"left out: there is no service {faq.service!r}"))
            elif faq.id in faqs:
                self._tell(Problem(place, f"left out: the id {faq.id!r} is used twice"))
            else:
                faqs[faq.id] = faq.model_copy(update={"service": about})
        return self._base.model_copy(update={"services": services, "faqs": faqs})
