"""Links: how they are written, and whether they still lead anywhere."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import parse_qsl, urlsplit

import httpx

from ingest.check.content import Content
from ingest.check.finding import Finding, Severity
from knowledge.records import Service

#: Parameters that count visitors and lead nowhere else.
_TRACKING = re.compile(r"(utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|pk_\w+|mtm_\w+|_ga|yclid)", re.I)  # fmt: skip
_HTTPS = re.compile(r"https://[^\s/:?#]+(:\d+)?([/?#]\S*)?")
#: Links asked at once, seconds between two of the same host, and until an answer.
_AT_ONCE = 8
_PAUSE = 0.5
_TIMEOUT = 10.0
_REDIRECTS = 5
#: A host that did not answer so often in a row is left alone.
_PATIENCE = 3
#: Answers of servers that do not take HEAD.
_NO_HEAD = frozenset({400, 403, 404, 405, 406, 501})
_GONE = frozenset({404, 410})
_MOVED = frozenset({301, 308})


def urls(content: Content) -> Iterator[tuple[str, str]]:
    """Every link with its file: portal, online service, sources."""
    seen = set()
    for text in content.originals.values():
        record = text.record
        found = [source.url for source in record.sources.values()]
        if isinstance(record, Service):
            found += [record.portal.url if record.portal else None, record.online_url]
        for url in found:
            if url and (url, text.file) not in seen:
                seen.add((url, text.file))
                yield url, text.file


def malformed(content: Content) -> Iterator[Finding]:
    """Links without encryption, without a host, or that track who follows them."""
    for url, file in urls(content):
        line = content.line(file, url)
        if not _HTTPS.fullmatch(url):
            yield Finding("error", "no_https", file, line, values={"url": url})
        tracking = [name for name, _ in parse_qsl(urlsplit(url).query) if _TRACKING.fullmatch(name)]
        if tracking:
            values = {"url": url, "parameters": ", ".join(tracking)}
            yield Finding("error", "tracking", file, line, values=values)


def dead(
    content: Content, progress: Callable[[str, int, int], None] = lambda *_: None
) -> Iterator[Finding]:
    """Ask every link once: a few at a time, each host one after the other."""
    files: dict[str, list[str]] = defaultdict(list)
    for url, file in urls(content):
        if url.startswith(("https://", "http://")):
            files[url].append(file)
    for url, answer in asyncio.run(_ask_all(list(files), progress)).items():
        if answer is None:
            continue
        severity, check, detail = answer
        for file in files[url]:
            values = {"url": url, "detail": detail}
            yield Finding(severity, check, file, content.line(file, url), values=values)


_Answer = tuple[Severity, str, str] | None


async def _ask_all(
    links: list[str], progress: Callable[[str, int, int], None]
) -> Mapping[str, _Answer]:
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in links:
        by_host[urlsplit(url).netloc].append(url)
    slots = asyncio.Semaphore(_AT_ONCE)
    answers: dict[str, _Answer] = {}
    limits = httpx.Timeout(_TIMEOUT)
    headers = {"User-Agent": "hanni-check"}
    async with httpx.AsyncClient(
        timeout=limits, headers=headers, follow_redirects=True, max_redirects=_REDIRECTS
    ) as client:

        async def host(own: list[str]) -> None:
            silent = 0
            for number, url in enumerate(own):
                if silent >= _PATIENCE:
                    answers[url] = "warning", "unreachable", "its server did not answer before"
                else:
                    await asyncio.sleep(_PAUSE if number else 0)
                    async with slots:
                        status, answers[url] = await _ask(client, url)
                    silent = 0 if status else silent + 1
                progress("links", len(answers), len(links))

        await asyncio.gather(*(host(own) for own in by_host.values()))
    return {url: answers[url] for url in links}


async def _ask(client: httpx.AsyncClient, url: str) -> tuple[int | None, _Answer]:
    """Ask for the head, and for the page (of which nothing is read) where that is refused.

    The status is None if there was no answer at all.
    """
    try:
        async with asyncio.timeout(2 * _TIMEOUT):
            response = await client.head(url)
            if response.status_code in _NO_HEAD:
                async with client.stream("GET", url) as response:
                    pass
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError) as error:
        return None, ("warning", "unreachable", str(error) or type(error).__name__)
    status = response.status_code
    if status in _GONE:
        return status, ("error", "dead", str(status))
    if status >= 400:
        return status, ("warning", "unreachable", str(status))
    if any(step.status_code in _MOVED for step in response.history):
        return status, ("notice", "link_moved", str(response.url))
    return status, None
