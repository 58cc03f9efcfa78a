"""Makes the sources that ``sources.yaml`` lists."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from pydantic import ValidationError

from ingest.sources.base import Problem, Source
from ingest.sources.content import ContentFolder
from ingest.sources.entries import (
    ContentEntry,
    Entry,
    FaqsEntry,
    PortalEntry,
    PvogEntry,
    SourcesFile,
    XzufiEntry,
)
from ingest.sources.faq_lists import ENDINGS, FaqLists
from ingest.sources.fetch import Fetcher
from ingest.sources.portal import PortalPlan, PortalSource
from ingest.sources.pvog.api import SearchApi
from ingest.sources.pvog.source import PvogSource
from ingest.sources.xzufi.files import XzufiFiles
from knowledge.errors import ContentError
from knowledge.settings import Settings

#: A longer line of an index is no file name.
_LONGEST_NAME = 255


def configured_sources(settings: Settings) -> list[Source]:
    """The content folder, then what ``sources.yaml`` lists, in its order.

    Raises:
        ContentError: the file cannot be read; the message names the entry.
    """
    first = ContentFolder("content", settings.content)
    path = settings.sources or settings.data / "sources.yaml"
    if settings.sources is None and not path.exists():
        return [first]
    try:
        parsed = SourcesFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ContentError(
            f"{path} cannot be read: {error}.", "docs/sources.md shows one."
        ) from None
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise ContentError(
            f"{path}: {where}: {problem['msg']}.", "docs/sources.md describes every entry."
        ) from None
    names = ["content", *(entry.name for entry in parsed.sources)]
    if twice := [name for name in names if names.count(name) > 1]:
        raise ContentError(f"{path}: the name {twice[0]!r} is used twice.", "Rename one source.")
    stores = settings.data / "sources"
    made = [_make(e, path.parent, stores / f"{e.name}.sqlite3") for e in parsed.sources]
    return [first, *made]


def _make(entry: Entry, folder: Path, store: Path) -> Source:
    match entry:
        case ContentEntry():
            return ContentFolder(entry.name, folder / entry.folder)
        case FaqsEntry():
            files = _files(folder, entry.files, lambda path: path.suffix.lower() in ENDINGS)
            return FaqLists(entry.name, files, entry.service)
        case XzufiEntry():
            return _xzufi(entry, folder, store)
        case PortalEntry():
            return _portal(entry, store)
        case PvogEntry():
            return _pvog(entry, store)


def _portal(entry: PortalEntry, store: Path) -> PortalSource:
    addresses = [*filter(None, [entry.sitemap]), *entry.start]
    hosts = {*entry.hosts, *(urlsplit(address).netloc.lower() for address in addresses)}
    for one, other in entry.same_hosts.items():
        if hosts & {one, other}:
            hosts |= {one, other}
    fetcher = Fetcher(
        frozenset(host.lower() for host in hosts),
        entry.limits,
        allow_private=entry.allow_private_addresses,
    )
    plan = PortalPlan(
        sitemap=entry.sitemap, start=entry.start, pages=re.compile(entry.pages),
        discover=re.compile(entry.discover) if entry.discover else None, most=entry.most,
        recheck_days=entry.recheck_days, noise=entry.noise, same_hosts=entry.same_hosts,
        office=entry.office,
    )  # fmt: skip
    return PortalSource(entry.name, plan, fetcher, store)


def _pvog(entry: PvogEntry, store: Path) -> PvogSource:
    headers = {"Accept": "application/json", "Accept-Language": "de"}
    if entry.client_id:
        headers["pvog-sud-api-client-id"] = entry.client_id
    fetcher = Fetcher(
        frozenset({urlsplit(entry.url).netloc.lower()}),
        entry.limits,
        headers=headers,
        allow_private=entry.allow_private_addresses,
    )
    api = SearchApi(entry.url, entry.region, entry.page_size, entry.most, fetcher)
    return PvogSource(entry.name, api, entry.office, entry.recheck_days, store)


def _xzufi(entry: XzufiEntry, folder: Path, store: Path) -> XzufiFiles:
    files = list(_files(folder, entry.files, Path.is_file))
    missing: list[Problem] = []
    if entry.index is not None:
        index = folder / entry.index
        try:
            lines = index.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise ContentError(f"{index} cannot be read: {error}.", "Correct `index`.") from None
        for line in filter(None, map(str.strip, lines)):
            found = _beside(index, line)
            if isinstance(found, Problem):
                missing.append(found)
            else:
                files.append(found)
    return XzufiFiles(entry.name, tuple(files), tuple(missing), entry.areas, entry.office, store)


def _beside(index: Path, line: str) -> Path | Problem:
    """The file that a line of an index names; it lies in the index's folder, links followed."""
    name = f"{line[:100]!r}"
    if len(line) > _LONGEST_NAME or not line.isprintable():
        return Problem(str(index), f"{name} is no file name; refused")
    folder = index.parent.resolve()
    try:
        path = (folder / line).resolve()
        if not path.is_relative_to(folder):
            return Problem(str(index), f"{name} lies outside its folder; refused")
        if not path.is_file():
            return Problem(str(index), f"{name} is not there")
    except (OSError, ValueError, RuntimeError):  # a loop of links, a name that no file can have
        return Problem(str(index), f"{name} is no file name; refused")
    return path


def _files(
    folder: Path, patterns: tuple[str, ...], fits: Callable[[Path], bool]
) -> tuple[Path, ...]:
    """Files by name or pattern; they stay within the folder of sources.yaml unless named absolutely."""
    found: list[Path] = []
    for pattern in patterns:
        path = Path(pattern)
        base, rest = (
            (Path(path.anchor), path.relative_to(path.anchor))
            if path.is_absolute()
            else (folder, path)
        )
        matches = sorted(base.glob(str(rest)))
        if not matches and not any(mark in pattern for mark in "*?["):
            raise ContentError(
                f"{folder / pattern} is not there.", "Correct `files` in sources.yaml."
            )
        found += [match for match in matches if match.is_file() and fits(match)]
    return tuple(dict.fromkeys(found))
