"""Fetches web addresses: politely, and never where a hostile page wants to lead.

Every address, also one that a redirect leads to, must be of an allowed host and may not resolve to
a private, loopback or otherwise special network address. Sizes (as sent and as decompressed), time,
redirects and retries are bounded.
"""

import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpx
from protego import Protego

from ingest.sources.public_only import PrivateAddress, PublicTransport, UnknownHost

AGENT = "HanniBot"
_HEADERS = {
    "User-Agent": f"{AGENT}/1.0 (city assistant of Hannover; reads service pages)",
    "Accept-Encoding": "gzip, deflate",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
}
_RETRIED = {429, 500, 502, 503, 504}
_RETRIED_ERRORS = (
    httpx.TransportError, zlib.error, UnicodeError, *PublicTransport.errors,
)  # fmt: skip
_REDIRECTS = {301, 302, 303, 307, 308}
_LONGEST_PAUSE = 30.0


class Refused(Exception):
    """An address that is not fetched, or an answer that is not read; the message says why."""


class Unreachable(Exception):
    """The server does not answer, or only with errors; another time it may."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much and how fast."""

    bytes: int = 5_000_000
    #: Seconds for one answer from the first to the last byte.
    seconds: float = 30.0
    redirects: int = 5
    attempts: int = 3
    #: Seconds before the second attempt; each further one waits twice as long.
    back_off: float = 1.0
    per_second: float = 2.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; ``url`` is the last address of the redirects."""

    status: int
    url: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def charset(self) -> str | None:
        """The encoding that the header names."""
        _, _, name = self.headers.get("content-type", "").lower().partition("charset=")
        return name.split(";")[0].strip(" \"'") or None


@dataclass
class Fetcher:
    """Asks the servers of the allowed hosts."""

    hosts: frozenset[str]
    limits: Limits = field(default_factory=Limits)
    #: Sent with every request.
    headers: Mapping[str, str] = field(default_factory=dict)
    #: Only for tests: local servers may be asked.
    allow_private: bool = False
    sleep: Callable[[float], None] = time.sleep
    _robots: dict[str, Protego] = field(default_factory=dict)
    _next: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        timeout = httpx.Timeout(min(10.0, self.limits.seconds))
        # The environment's proxies are not used: the check of addresses would be theirs.
        self._client = httpx.Client(
            timeout=timeout,
            trust_env=False,
            headers={**_HEADERS, **self.headers},
            transport=None if self.allow_private else PublicTransport(),
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def get(
        self, url: str, *, known: Mapping[str, str | None] | None = None, robots: bool = True
    ) -> Answer:
        """Fetch an address; ``known`` holds the ``etag`` and ``modified`` of the copy at hand.

        Raises:
            Refused: it may not be fetched, or the answer is too large or leads astray.
            Unreachable: no good answer after all attempts.
        """
        headers = {}
        if known and known.get("etag"):
            headers["If-None-Match"] = str(known["etag"])
        if known and known.get("modified"):
            headers["If-Modified-Since"] = str(known["modified"])
        seen = [url]
        while True:
            self._check(url)
            if robots and not self._allowed(url):
                raise Refused("robots.txt does not allow it")
            answer = self._with_retries(url, headers)
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return answer
            try:
                url = urljoin(url, answer.headers["location"]).partition("#")[0]
            except ValueError:
                raise Refused("it redirects to no address") from None
            if url in seen or len(seen) > self.limits.redirects:
                raise Refused(f"it redirects without end ({len(seen)} times)")
            seen.append(url)

    def _with_retries(self, url: str, headers: dict[str, str]) -> Answer:
        reason = ""
        for attempt in range(self.limits.attempts):
            if attempt:
                self.sleep(min(self.limits.back_off * 2 ** (attempt - 1), _LONGEST_PAUSE))
            self._wait(url)
            try:
                answer = self._once(url, headers)
            except PrivateAddress as error:
                raise Refused(str(error)) from None
            except UnknownHost as error:
                raise Unreachable(str(error)) from None
            except httpx.InvalidURL as error:
                raise Refused(f"it is no address ({error})") from None
            except _RETRIED_ERRORS as error:
                if "location header" in str(error):  # httpx reads it, followed or not
                    raise Refused(f"it redirects to no address ({error})") from None
                reason = f"{type(error).__name__}: {error}".rstrip(": ")
                continue
            if answer.status not in _RETRIED:
                return answer
            reason = f"status {answer.status}"
            after = answer.headers.get("retry-after", "")
            if after.isdigit() and attempt + 1 < self.limits.attempts:
                self.sleep(min(float(after), _LONGEST_PAUSE))
        raise Unreachable(f"no answer after {self.limits.attempts} attempts ({reason})")

    def _once(self, url: str, headers: dict[str, str]) -> Answer:
        deadline = time.monotonic() + self.limits.seconds
        with self._client.stream("GET", url, headers=headers) as response:
            named = {name.lower(): value for name, value in response.headers.items()}
            if response.status_code in _REDIRECTS | _RETRIED | {304}:
                return Answer(response.status_code, url, b"", named)
            if (length := named.get("content-length", "")).isdigit() and int(
                length
            ) > self.limits.bytes:
                raise Refused(f"its answer is too large ({int(length):,} bytes)")
            return Answer(response.status_code, url, self._body(response, named, deadline), named)

    def _body(self, response: httpx.Response, headers: Mapping[str, str], deadline: float) -> bytes:
        encoding = headers.get("content-encoding", "identity").strip().lower()
        if encoding not in {"identity", "", "gzip", "x-gzip", "deflate"}:
            raise Refused(f"its answer is encoded as {encoding[:20]!r}, which was not asked for")
        # 47: zlib or gzip, as its head says. Decompressed in bounded steps: a bomb is noticed.
        inflate = zlib.decompressobj(47) if encoding not in {"identity", ""} else None
        limit = self.limits.bytes
        body = bytearray()
        for chunk in response.iter_raw(65536):
            if inflate is None:
                body += chunk
            else:
                body += inflate.decompress(chunk, limit + 1 - len(body))
            if len(body) > limit or (inflate and inflate.unconsumed_tail):
                raise Refused(f"its answer is too large (more than {limit:,} bytes)")
            if time.monotonic() > deadline:
                raise Refused(f"its answer takes longer than {self.limits.seconds:g} seconds")
        return bytes(body)

    def _check(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            raise Refused("it is no address") from None
        if parts.scheme not in {"http", "https"}:
            raise Refused(f"its scheme {parts.scheme[:20]!r} is not allowed")
        if parts.username or parts.password:
            raise Refused("it holds a user name")
        if host not in self.hosts and f"{host}:{port}" not in self.hosts:
            raise Refused(f"the host {host!r} is not in the list of allowed hosts")
        if not self.allow_private and port not in {None, 80, 443}:
            raise Refused(f"the port {port} is not allowed")

    def _allowed(self, url: str) -> bool:
        return self._rules(url).can_fetch(url, AGENT)

    def _rules(self, url: str) -> Protego:
        """The host's robots.txt; without one everything, while it fails nothing (RFC 9309)."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            answer = self.get(f"{site}/robots.txt", robots=False)
            text = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
            self._robots[site] = Protego.parse(text)
        return self._robots[site]

    def _wait(self, url: str) -> None:
        """Keep the distance to the last request to that host."""
        parts = urlsplit(url)
        rules = self._robots.get(f"{parts.scheme}://{parts.netloc}")
        delay = (rules.crawl_delay(AGENT) or 0.0) if rules else 0.0
        pause = max(min(delay, _LONGEST_PAUSE), 1 / self.limits.per_second)
        now = time.monotonic()
        if (due := self._next.get(parts.netloc, now)) > now:
            self.sleep(due - now)
            now = max(due, time.monotonic())
        self._next[parts.netloc] = now + pause
