"""Reads ``sources.yaml``; docs/sources.md describes it with an example."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from ingest.sources.addresses import NOISE, SAME_HOSTS
from ingest.sources.base import Problem, Source
from ingest.sources.content import ContentFolder
from ingest.sources.faq_lists import ENDINGS, FaqLists
from ingest.sources.fetch import Fetcher, Limits
from ingest.sources.portal import PortalPlan, PortalSource
from ingest.sources.xzufi.files import XzufiFiles
from knowledge.errors import ContentError
from knowledge.settings import Settings

_NAME = r"^[a-z0-9][a-z0-9-]*$"
_CITY = "Landeshauptstadt Hannover"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=_NAME)


class _Content(_Entry):
    kind: Literal["content"]
    folder: Path


class _Faqs(_Entry):
    kind: Literal["faqs"]
    #: Files or patterns such as ``faqs/*.xlsx``, relative to sources.yaml.
    files: tuple[str, ...]
    service: str | None = None


class _Xzufi(_Entry):
    kind: Literal["xzufi"]
    files: tuple[str, ...] = ()
    #: A text file with one file name a line, beside those files.
    index: Path | None = None
    areas: tuple[str, ...] = ("032410001001",)
    office: str = _CITY


class _Portal(_Entry):
    kind: Literal["portal"]
    sitemap: str | None = None
    start: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    pages: str = r"."
    discover: str | None = r"/lebenslagen/"
    most: int = Field(default=20_000, ge=1)
    recheck_days: float = Field(default=7, ge=0)
    noise: tuple[str, ...] = NOISE
    same_hosts: dict[str, str] = Field(default_factory=lambda: dict(SAME_HOSTS))
    office: str = _CITY
    requests_per_second: float = Field(default=2, gt=0, le=10_000)
    page_bytes: int = Field(default=5_000_000, ge=1000)
    seconds: float = Field(default=30, gt=0)
    attempts: int = Field(default=3, ge=1, le=10)
    back_off: float = Field(default=1, ge=0)
    #: For tests only.
    allow_private_addresses: bool = False

    @field_validator("pages", "discover")
    @classmethod
    def _pattern(cls, value: str | None) -> str | None:
        try:
            re.compile(value or "")
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from None
        return value


class _Sources(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: tuple[
        Annotated[_Content | _Faqs | _Xzufi | _Portal, Field(discriminator="kind")], ...
    ] = ()


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
        parsed = _Sources.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
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


def _make(entry: _Content | _Faqs | _Xzufi | _Portal, folder: Path, store: Path) -> Source:
    if isinstance(entry, _Content):
        return ContentFolder(entry.name, folder / entry.folder)
    if isinstance(entry, _Faqs):
        files = _files(folder, entry.files, lambda path: path.suffix.lower() in ENDINGS)
        return FaqLists(entry.name, files, entry.service)
    if isinstance(entry, _Xzufi):
        return _xzufi(entry, folder, store)
    addresses = [*filter(None, [entry.sitemap]), *entry.start]
    hosts = {*entry.hosts, *(urlsplit(address).netloc.lower() for address in addresses)}
    for one, other in entry.same_hosts.items():
        if hosts & {one, other}:
            hosts |= {one, other}
    fetcher = Fetcher(
        frozenset(host.lower() for host in hosts),
        Limits(
            bytes=entry.page_bytes, seconds=entry.seconds, attempts=entry.attempts,
            back_off=entry.back_off, per_second=entry.requests_per_second,
        ),
        allow_private=entry.allow_private_addresses,
    )  # fmt: skip
    plan = PortalPlan(
        sitemap=entry.sitemap, start=entry.start, pages=re.compile(entry.pages),
        discover=re.compile(entry.discover) if entry.discover else None, most=entry.most,
        recheck_days=entry.recheck_days, noise=entry.noise, same_hosts=entry.same_hosts,
        office=entry.office,
    )  # fmt: skip
    return PortalSource(entry.name, plan, fetcher, store)


def _xzufi(entry: _Xzufi, folder: Path, store: Path) -> XzufiFiles:
    files = list(_files(folder, entry.files, Path.is_file))
    missing: list[Problem] = []
    if entry.index is not None:
        index = folder / entry.index
        beside = index.parent.resolve()
        try:
            lines = index.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise ContentError(f"{index} cannot be read: {error}.", "Correct `index`.") from None
        for line in filter(None, map(str.strip, lines)):
            path = (beside / line).resolve()
            if not path.is_relative_to(beside):
                missing.append(Problem(str(index), f"{line!r} lies outside its folder; refused"))
            elif not path.is_file():
                missing.append(Problem(str(index), f"{line!r} is not there"))
            else:
                files.append(path)
    return XzufiFiles(entry.name, tuple(files), tuple(missing), entry.areas, entry.office, store)


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
