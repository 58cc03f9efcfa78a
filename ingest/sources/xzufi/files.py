"""Files of messages as a source."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from ingest.sources.base import Fetched, Found, Problem
from ingest.sources.safe_xml import BadXml, pieces
from ingest.sources.store import SourceStore, found_row, row_found
from ingest.sources.xzufi.modules import KEY
from ingest.sources.xzufi.state import State
from knowledge.progress import Progress
from knowledge.records import Office, Service

_WANTED = frozenset({"schreibe", "loesche"})
#: Progress is counted in these many bytes.
_MEGABYTE = 1_000_000


class XzufiFiles:
    """Files of messages, read in order."""

    trusted = False

    def __init__(
        self, name: str, files: tuple[Path, ...], missing: tuple[Problem, ...], areas: tuple[str, ...],
        office: str, store: Path,
    ) -> None:  # fmt: skip
        """``missing`` are entries of the index that are refused or not there."""
        self.name = name
        self._files, self._missing, self._areas = files, missing, areas
        self._office, self._store = office, store

    def fetch(self, progress: Progress) -> Iterator[Fetched]:
        """Read all files. If one cannot be read, services that only it may hold stay as they were."""
        spool = self._store.with_suffix(".reading")
        spool.unlink(missing_ok=True)
        with ExitStack() as stack:
            stack.callback(spool.unlink, missing_ok=True)
            services = stack.enter_context(SourceStore(spool, lasting=False))
            store = stack.enter_context(SourceStore(self._store))
            state = State(services, self._areas, self._office)
            yield from self._missing
            incomplete = bool(self._missing)
            for problem, fatal in self._read(state, progress):
                incomplete |= fatal
                yield problem
            offered = [row.key for row in services.rows() if state.is_offered(row.key)]
            kept = set(offered)
            if incomplete:
                kept |= set(store.keys()) - state.deleted
            rows = (services.get(key) for key in offered)
            store.put(found_row(_linked(row_found(row), state)) for row in rows if row)
            store.keep_only(kept)
            yield from map(row_found, store.rows())

    def last(self) -> Iterator[Fetched]:
        """The services of the last run."""
        with SourceStore(self._store) as store:
            yield from map(row_found, store.rows())

    def _read(self, state: State, progress: Progress) -> Iterator[tuple[Problem, bool]]:
        """Carry out all messages; problems, and whether something may be missing because of it."""
        step = f"read {self.name}"
        sizes = [path.stat().st_size if path.is_file() else 0 for path in self._files]
        total, before = -(-sum(sizes) // _MEGABYTE), 0
        for path, size in zip(self._files, sizes, strict=True):
            try:
                with path.open("rb") as stream:
                    for element in pieces(stream, _WANTED.__contains__):
                        progress(step, _megabytes(before, stream), total)
                        for problem in state.take(element, path.name):
                            yield problem, False
            except (OSError, BadXml) as error:
                yield Problem(str(path), f"read only in part or not at all: {error}"), True
            before += size
        progress(step, total, total)


def _megabytes(before: int, stream: BinaryIO) -> int:
    return (before + stream.tell()) // _MEGABYTE


def _linked(found: Found, state: State) -> Found:
    """The service with the office and the online service of its area."""
    service = found.record
    assert isinstance(service, Service)
    office, online = None, service.online_url
    for by in state.here.get(service.id, ()):
        unit = state.units.get(by)
        if office is None and unit and unit.name:
            office = Office(name=unit.name, address=unit.address, phone=unit.phone, source=KEY)
        online = online or state.online.get(by)
    update = {"office": office or service.office, "online_url": online}
    return Found(service.model_copy(update=update), found.place, found.hidden)
