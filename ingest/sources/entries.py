"""The entries of ``sources.yaml``; docs/sources.md describes them."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from ingest.sources.addresses import NOISE, SAME_HOSTS
from ingest.sources.fetch import Limits

_NAME = r"^[a-z0-9][a-z0-9-]*$"
_CITY = "Landeshauptstadt Hannover"
#: Regional key of the Landeshauptstadt Hannover.
_HANNOVER = "032410001001"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=_NAME)


class ContentEntry(_Entry):
    """Another content folder."""

    kind: Literal["content"]
    folder: Path


class FaqsEntry(_Entry):
    """FAQ lists."""

    kind: Literal["faqs"]
    #: Files or patterns such as ``faqs/*.xlsx``, relative to sources.yaml.
    files: tuple[str, ...]
    service: str | None = None


class XzufiEntry(_Entry):
    """XZuFi files."""

    kind: Literal["xzufi"]
    files: tuple[str, ...] = ()
    #: A text file with one file name a line, beside those files.
    index: Path | None = None
    areas: tuple[str, ...] = (_HANNOVER,)
    office: str = _CITY


class _WebEntry(_Entry):
    """What is asked of a server over HTTP, and how."""

    most: int = Field(default=20_000, ge=1)
    recheck_days: float = Field(default=7, ge=0)
    office: str = _CITY
    requests_per_second: float = Field(default=2, gt=0, le=10_000)
    page_bytes: int = Field(default=5_000_000, ge=1000)
    seconds: float = Field(default=30, gt=0)
    attempts: int = Field(default=3, ge=1, le=10)
    back_off: float = Field(default=1, ge=0)
    #: For tests only.
    allow_private_addresses: bool = False

    @property
    def limits(self) -> Limits:
        """The limits of one answer."""
        return Limits(
            bytes=self.page_bytes, seconds=self.seconds, attempts=self.attempts,
            back_off=self.back_off, per_second=self.requests_per_second,
        )  # fmt: skip


class PortalEntry(_WebEntry):
    """A service portal."""

    kind: Literal["portal"]
    sitemap: str | None = None
    start: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    pages: str = r"."
    discover: str | None = r"/lebenslagen/"
    noise: tuple[str, ...] = NOISE
    same_hosts: dict[str, str] = Field(default_factory=lambda: dict(SAME_HOSTS))

    @field_validator("pages", "discover")
    @classmethod
    def _pattern(cls, value: str | None) -> str | None:
        try:
            re.compile(value or "")
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from None
        return value


class PvogEntry(_WebEntry):
    """The PVOG search API."""

    kind: Literal["pvog"]
    url: str = "https://pvog.fitko.net/suchdienst/api"
    region: str = Field(default=_HANNOVER, pattern=r"^\d{12}$")
    #: Services a list page; the API refuses fewer than five.
    page_size: int = Field(default=50, ge=5, le=500)
    #: Sent as ``pvog-sud-api-client-id``.
    client_id: str | None = None


Entry = ContentEntry | FaqsEntry | XzufiEntry | PortalEntry | PvogEntry


class SourcesFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: tuple[Annotated[Entry, Field(discriminator="kind")], ...] = ()
