"""A service portal, read by its sitemap or from start pages on."""

import gzip
import hashlib
import io
import re
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ingest.sources.addresses import identity, without_noise
from ingest.sources.base import Fetched, Problem
from ingest.sources.days import iso_day
from ingest.sources.fetch import Answer, Fetcher, Refused, Unreachable
from ingest.sources.html.reader import NoPage, read_links, read_page
from ingest.sources.page import Page
from ingest.sources.patience import Patience
from ingest.sources.portal_records import records
from ingest.sources.safe_xml import BadXml, local, pieces
from ingest.sources.store import Row, SourceStore
from knowledge.errors import SourceError
from knowledge.progress import Progress

_GONE = {404, 410, 451}
_BATCH = 25
_SITEMAPS, _PAGES = 200, 50_000


@dataclass(frozen=True)
class PortalPlan:
    """What is read of a portal."""

    sitemap: str | None
    start: tuple[str, ...]
    #: What the addresses of service pages match, and those of pages that only lead to them.
    pages: re.Pattern[str]
    discover: re.Pattern[str] | None
    most: int
    #: A page whose date in the sitemap is as it was is asked for again only after so many days.
    recheck_days: float
    noise: tuple[str, ...]
    same_hosts: dict[str, str]
    office: str


class PortalSource:
    """The pages of a portal."""

    trusted = False

    def __init__(self, name: str, plan: PortalPlan, fetcher: Fetcher, store: Path) -> None:
        self.name = name
        self._plan = plan
        self._fetcher = fetcher
        self._store = store

    def fetch(self, progress: Progress) -> Iterator[Fetched]:
        """Read what changed; pages that are no longer listed or answer 404 are gone.

        A page that cannot be had stays as it was last time.

        Raises:
            SourceError: the sitemap or every start page is unreachable or unreadable, or the server
                stops answering.
        """
        problems: list[Problem] = []
        with SourceStore(self._store) as store:
            listed = self._discover(problems)
            pages, waiting, patience = [], [], Patience(self.name)
            live: set[str] = set()
            for done, (key, (url, lastmod)) in enumerate(listed.items()):
                progress(f"read {self.name}", done, len(listed))
                try:
                    row = self._row(store.get(key), key, url, lastmod)
                    patience.answered()
                except Unreachable as error:
                    problems.append(Problem(url, f"{error}; what is known of it stays"))
                    patience.failed(error)
                    row = store.get(key)
                except (Refused, NoPage) as error:
                    problems.append(Problem(url, f"left out: {error}"))
                    row = None
                if row is not None and row.content:
                    live.add(key)
                    pages.append(row)
                    waiting.append(row)
                if len(waiting) >= _BATCH:
                    store.put(waiting)
                    waiting = []
            store.put(waiting)
            store.keep_only(live)
        progress(f"read {self.name}", len(listed), len(listed))
        yield from problems
        yield from self._records(pages)

    def last(self) -> Iterator[Fetched]:
        """The pages of the last run."""
        with SourceStore(self._store) as store:
            rows = [row for row in store.rows() if row.content]
        yield from self._records(rows)

    def _records(self, rows: list[Row]) -> Iterator[Fetched]:
        pages: dict[str, Page] = {}
        for row in rows:  # two listed addresses may lead to one page
            page = Page.model_validate_json(row.content)
            pages.setdefault(identity(page.url, self._plan.noise, self._plan.same_hosts), page)
        yield from records(list(pages.values()), self.name, self._plan.office)

    def _row(self, row: Row | None, key: str, url: str, lastmod: str | None) -> Row | None:
        """What is known of a page now; None if it is gone."""
        fresh = row is not None and time.time() - row.checked < self._plan.recheck_days * 86400
        if row and row.content and lastmod and row.lastmod == lastmod and fresh:
            return row
        known = {"etag": row.etag, "modified": row.modified} if row and row.content else None
        answer = self._fetcher.get(url, known=known)
        if answer.status in _GONE:
            return None
        if answer.status == 304 and row:
            content = row.content
            if answer.url != row.url:  # it moved, and says the same
                page = Page.model_validate_json(content)
                url = without_noise(answer.url, self._plan.noise)
                content = page.model_copy(update={"url": url}).model_dump_json()
            return replace(
                row, url=answer.url, lastmod=lastmod, checked=time.time(), content=content
            )
        if answer.status != 200:
            raise Refused(f"the server answers with status {answer.status}")
        digest = hashlib.sha256(answer.body).hexdigest()
        if row and row.digest == digest and row.url == answer.url:
            content = row.content
        else:
            content = self._read(answer, lastmod).model_dump_json()
        return Row(
            key, answer.url, answer.headers.get("etag"), answer.headers.get("last-modified"),
            lastmod, digest, time.time(), content,
        )  # fmt: skip

    def _read(self, answer: Answer, lastmod: str | None) -> Page:
        kind = answer.headers.get("content-type", "text/html")
        if "html" not in kind:
            raise NoPage(f"it is no page but {kind[:40]}")
        page = read_page(answer.body, without_noise(answer.url, self._plan.noise), answer.charset)
        today = datetime.now(UTC).date().isoformat()
        return page.model_copy(
            update={"modified": page.modified or iso_day(lastmod), "read": today}
        )

    def _discover(self, problems: list[Problem]) -> dict[str, tuple[str, str | None]]:
        """Service pages by identity, each with an address and its date in the sitemap."""
        try:
            found = (
                self._from_sitemap(problems) if self._plan.sitemap else self._from_links(problems)
            )
            listed: dict[str, tuple[str, str | None]] = {}
            for url, lastmod in found:
                if self._plan.pages.search(url) and not self._leads(url):
                    listed.setdefault(
                        self._identity(url), (without_noise(url, self._plan.noise), lastmod)
                    )
                if len(listed) >= self._plan.most:
                    problems.append(
                        Problem(self.name, f"only the first {self._plan.most} pages are read")
                    )
                    break
        except (Unreachable, Refused, BadXml) as error:
            raise SourceError(
                f"{self.name}: the list of its pages cannot be read: {error}.",
                "Try again later, or correct `sitemap` or `start`; what is published stays.",
            ) from None
        if not listed:
            raise SourceError(
                f"{self.name}: no page matches `pages`.", "Correct `pages`, `sitemap` or `start`."
            )
        return listed

    def _identity(self, url: str) -> str:
        return identity(url, self._plan.noise, self._plan.same_hosts)

    def _leads(self, url: str) -> bool:
        return bool(self._plan.discover and self._plan.discover.search(url))

    def _from_sitemap(self, problems: list[Problem]) -> Iterator[tuple[str, str | None]]:
        assert self._plan.sitemap
        waiting, seen, first = [self._plan.sitemap], {self._plan.sitemap}, True
        while waiting:
            address = waiting.pop(0)
            try:
                answer = self._fetcher.get(address)
                if answer.status != 200:
                    raise Unreachable(f"{address} answers with status {answer.status}")
            except Refused as error:
                if first:
                    raise
                problems.append(Problem(address, f"left out: {error}"))
                continue
            first = False
            stream = io.BytesIO(_unpacked(answer.body, self._fetcher.limits.bytes))
            for element in pieces(stream, lambda name: name in {"url", "sitemap"}):
                values = {local(child): (child.text or "").strip() for child in element}
                if not (url := values.get("loc")):
                    continue
                if local(element) == "url":
                    yield url, values.get("lastmod") or None
                elif url not in seen and len(seen) < _SITEMAPS:
                    seen.add(url)
                    waiting.append(url)

    def _from_links(self, problems: list[Problem]) -> Iterator[tuple[str, str | None]]:
        """Start pages and what only leads on are read for their links, to any depth."""
        waiting, seen = list(self._plan.start), set(map(self._identity, self._plan.start))
        reached = False
        while waiting and len(seen) < _PAGES:
            address = waiting.pop(0)
            try:
                answer = self._fetcher.get(address)
                if answer.status != 200:
                    raise Unreachable(f"status {answer.status}")
            except Refused as error:
                problems.append(Problem(address, f"left out: {error}"))
                continue
            except Unreachable:
                # Pages that only it leads to would seem to be withdrawn.
                raise
            reached = True
            for link in read_links(answer.body, answer.url, answer.charset):
                key = self._identity(link)
                if key in seen:
                    continue
                if self._leads(link):
                    waiting.append(link)
                elif not self._plan.pages.search(link):
                    continue
                seen.add(key)
                yield link, None
        if not reached:
            raise Unreachable("no start page can be read")


def _unpacked(body: bytes, most: int) -> bytes:
    """A sitemap may come as a gzip file."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        with gzip.open(io.BytesIO(body)) as packed:
            data = packed.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise BadXml(f"its gzip file is damaged ({error})") from None
    if len(data) > most:
        raise Refused(f"its unpacked sitemap is too large (more than {most:,} bytes)")
    return data
