"""The services of a region as a source."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ingest.sources.base import Fetched, Problem
from ingest.sources.fetch import Refused, Unreachable
from ingest.sources.patience import Patience
from ingest.sources.pvog.answers import Listed, Unit
from ingest.sources.pvog.api import BadAnswer, SearchApi
from ingest.sources.pvog.service import in_charge, read_service
from ingest.sources.store import Row, SourceStore, found_row, row_found
from knowledge.errors import SourceError
from knowledge.progress import Progress


class PvogSource:
    """Reads only what changed since the last time, as the list's ``lastUpdate`` tells."""

    trusted = False

    def __init__(
        self, name: str, api: SearchApi, office: str, recheck_days: float, store: Path
    ) -> None:
        """``recheck_days``: a service is asked for again after so many, because offices move too."""
        self.name = name
        self._api, self._office = api, office
        self._recheck = recheck_days * 86400
        self._store = store

    def fetch(self, progress: Progress) -> Iterator[Fetched]:
        """Read what changed; a service that is no longer listed is gone.

        Raises:
            SourceError: the list cannot be read as a whole, or the API stops answering.
        """
        listed = self._list(progress)
        here = [service for service in listed if self._api.is_here(service.ars)]
        if others := len(listed) - len(here):
            yield Problem(self.name, f"{others} services of other regions came back; left out")
        if not here:
            raise SourceError(
                f"{self.name}: the API lists no service of this region.", "Correct `region`."
            )
        patience, units = Patience(self.name), dict[str, Unit | None]()
        kept = []
        with SourceStore(self._store) as store:
            for done, service in enumerate(here):
                progress(f"read {self.name}", done, len(here))
                known = store.get(service.id)
                try:
                    row = self._row(known, service, units)
                    patience.answered()
                except Unreachable as error:
                    yield Problem(_place(service), f"{error}; what is known of it stays")
                    patience.failed(error)
                    row = known
                except (Refused, BadAnswer) as error:
                    yield Problem(_place(service), f"{error}; what is known of it stays")
                    row = known
                if isinstance(row, Problem):
                    yield row
                elif row is not None:
                    kept.append(row.key)
                    if row is not known:
                        store.put([row])
            store.keep_only(kept)
            progress(f"read {self.name}", len(here), len(here))
            yield from map(row_found, store.rows())

    def last(self) -> Iterator[Fetched]:
        """The services of the last run."""
        with SourceStore(self._store) as store:
            yield from map(row_found, store.rows())

    def _list(self, progress: Progress) -> list[Listed]:
        listed: list[Listed] = []
        try:
            for service, total in self._api.services():
                listed.append(service)
                progress(f"list {self.name}", len(listed), total)
        except (Unreachable, Refused, BadAnswer) as error:
            raise SourceError(
                f"{self.name}: the list of services cannot be read: {error}.",
                "Try again later, or correct `url` and `region`; what is published stays.",
            ) from None
        return listed

    def _row(
        self, known: Row | None, listed: Listed, units: dict[str, Unit | None]
    ) -> Row | Problem | None:
        """What is known of a service now; None if it is gone or of another region."""
        now = time.time()
        fresh = known is not None and now - known.checked < self._recheck
        if known and fresh and listed.updated and known.lastmod == listed.updated:
            return known
        description = self._api.description(listed.id)
        if description is None or not self._api.is_here(description.ars):
            return None
        office = in_charge(description)
        if office and office not in units:
            units[office] = self._api.unit(office)
        found = read_service(description, units.get(office) if office else None, self._office)
        if isinstance(found, Problem):
            return found
        return replace(found_row(found), key=listed.id, lastmod=listed.updated, checked=now)


def _place(service: Listed) -> str:
    return f"PVOG, service {service.id}"
