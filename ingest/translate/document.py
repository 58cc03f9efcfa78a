"""A document of the content folder: its German text, line by line, and its translations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import frontmatter

from knowledge.content import fingerprint, parse_file
from knowledge.errors import ContentError
from knowledge.languages import ORIGINAL, SUPPORTED
from knowledge.records import Block

_KINDS = ("services", "elsewhere", "faqs")
Parts = Mapping[str, tuple[Block, ...]]
#: Aliases by the id of their FAQ; a service's own stand under "".
Aliases = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Version:
    """One language version of a document; ``lines`` are its texts by mark."""

    language: str
    status: str
    updated: str
    translates: str | None
    aliases: Aliases
    lines: Mapping[str, str]


@dataclass(frozen=True)
class Document:
    """A service, a referral or a group of FAQs.

    A line has a **mark** that names it in every language: ``title``, ``cost.2`` (second line of the
    section), ``gst-25.question``, ``gst-25.1``, ``alias.3`` or ``gst-25.alias.3``.
    """

    folder: Path
    parts: Parts
    german: Version
    #: Of the German text, as translations name it.
    fingerprint: str
    versions: Mapping[str, Version]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a folder of the content, which has been read as a whole before."""
        texts = {
            path.stem: path.read_text(encoding="utf-8")
            for path in sorted(folder.glob("*.md"))
            if path.stem in SUPPORTED
        }
        versions = {}
        for language, text in texts.items():
            front, parts = parse_file(folder / f"{language}.md", text)
            versions[language] = _version(language, front, parts)
        _, parts = parse_file(folder / f"{ORIGINAL}.md", texts[ORIGINAL])
        mark = fingerprint(frontmatter.parse(texts[ORIGINAL])[1])
        german = versions.pop(ORIGINAL)
        return cls(folder, parts, german, mark, versions)

    @property
    def name(self) -> str:
        """The folder's name: the id of the service or of the group."""
        return self.folder.name

    @property
    def path(self) -> str:
        """The folder as editors name it: ``services/hundesteuer``."""
        return f"{self.folder.parent.name}/{self.folder.name}"

    def file(self, language: str) -> Path:
        """Where a language version is, or will be."""
        return self.folder / f"{language}.md"

    def is_outdated(self, version: Version) -> bool:
        """Whether the German text changed after the translation."""
        return version.translates != self.fingerprint

    def lines(self) -> dict[str, str]:
        """The German lines that a translation needs, aliases aside."""
        return dict(self.german.lines)

    def alias_lines(self) -> dict[str, str]:
        """The German aliases by mark."""
        return {
            f"{id_}.alias.{number}" if id_ else f"alias.{number}": alias
            for id_, aliases in self.german.aliases.items()
            for number, alias in enumerate(aliases, 1)
        }


def documents(content: Path) -> list[Document]:
    """All documents of a content folder, services first."""
    return [
        Document.read(file.parent)
        for kind in _KINDS
        for file in sorted((content / kind).glob(f"*/{ORIGINAL}.md"))
    ]


def named(found: list[Document], names: list[str]) -> list[Document]:
    """The documents of these names (``hundesteuer``) or paths (``faqs/grundsteuer``); all without one.

    Raises:
        ContentError: there is none of that name.
    """
    if not names:
        return found
    for name in names:
        if not any(name in {document.name, document.path} for document in found):
            raise NoDocumentError(name, [document.name for document in found])
    return [one for one in found if {one.name, one.path} & set(names)]


class NoDocumentError(ContentError):
    """There is no document of that name; ``near`` are the names that look like it."""

    def __init__(self, name: str, names: list[str]) -> None:
        from difflib import get_close_matches

        near = get_close_matches(name, names, n=3, cutoff=0.5)
        super().__init__(
            f"The content has no service or group of questions {name!r}.",
            f"Is it one of these: {', '.join(near)}?" if near else "Its name is its folder's.",
        )


def headings(heading: str) -> tuple[str, str]:
    """What the marks below a heading begin with, and the words of the heading that are translated."""
    id_, colon, question = heading.partition(":")
    return (id_.strip(), question.strip()) if colon else (heading, "")


def _version(language: str, front: Mapping[str, Any], parts: Parts) -> Version:
    aliases = front.get("aliases") or {}
    return Version(
        language=language,
        status=front.get("status", "original"),
        updated=front.get("updated", ""),
        translates=front.get("translates"),
        aliases=dict(aliases) if isinstance(aliases, Mapping) else {"": tuple(aliases)},
        lines={"title": front["title"], **dict(_lines(parts))},
    )


def _lines(parts: Parts) -> Iterator[tuple[str, str]]:
    for heading, blocks in parts.items():
        prefix, question = headings(heading)
        if question:
            yield f"{prefix}.question", question
        items = (item for block in blocks for item in block.items)
        for number, item in enumerate(items, 1):
            yield f"{prefix}.{number}", item.text
