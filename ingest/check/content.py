"""The content as the checks read it: records, and the files and lines that they stand in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import frontmatter
import yaml

from knowledge.content import fingerprint, read_content
from knowledge.languages import ORIGINAL, SIMPLE
from knowledge.records import Block, Faq, Item, Knowledge, Service

_FAQ_HEADING = re.compile(r"^## +([^:\n]+):", re.MULTILINE)
#: So much of a line is enough to find it in its file.
_SNIPPET = 40


@dataclass(frozen=True)
class Text:
    """One language version of a service or an FAQ; parts are its sections, or its one answer."""

    record: Service | Faq
    file: str
    language: str
    title: str
    status: str
    translates: str | None
    aliases: tuple[str, ...]
    parts: tuple[tuple[str, tuple[Block, ...]], ...]

    def lines(self) -> Iterator[tuple[str, Item]]:
        """Every line with the name of its part."""
        for name, blocks in self.parts:
            for block in blocks:
                for item in block.items:
                    yield name, item

    @property
    def key(self) -> tuple[str, str]:
        """What it is a version of."""
        return type(self.record).__name__, self.record.id


@dataclass(frozen=True)
class Content:
    """Records with their folder."""

    folder: Path
    knowledge: Knowledge

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a content folder.

        Raises:
            ContentError: a file has a mistake that keeps the content from being read.
        """
        return cls(folder, read_content(folder))

    @cached_property
    def texts(self) -> list[Text]:
        """Every text in every language, plain language too; each original before its versions."""
        found = []
        for service in self.knowledge.services.values():
            simple = {SIMPLE: service.simple} if service.simple else {}
            for code, text in {**service.texts, **simple}.items():
                parts = tuple((section.name, section.blocks) for section in text.sections)
                found.append(
                    Text(service, self._file(service, code), code, text.title, text.status,
                         text.translates, text.aliases, parts)
                )  # fmt: skip
        for faq in self.knowledge.faqs.values():
            for code, answer in faq.texts.items():
                found.append(
                    Text(faq, self._file(faq, code), code, answer.question, answer.status,
                         answer.translates, answer.aliases, ((faq.id, answer.blocks),))
                )  # fmt: skip
        return found

    @cached_property
    def originals(self) -> dict[tuple[str, str], Text]:
        """The German texts by what they are of."""
        return {text.key: text for text in self.texts if text.language == ORIGINAL}

    def line(self, file: str, words: str) -> int | None:
        """Number of the first line that holds the words' beginning."""
        snippet = " ".join(words.split())[:_SNIPPET]
        for number, line in enumerate(self._lines(file), 1):
            if snippet and snippet in " ".join(line.split()):
                return number
        return None

    def fingerprint(self, file: str) -> str | None:
        """Of the German text in a file, as translations name it; None without a file."""
        text = "\n".join(self._lines(file))
        try:
            return fingerprint(frontmatter.parse(text)[1]) if text else None
        except yaml.YAMLError:
            return None

    @cached_property
    def _read(self) -> dict[str, list[str]]:
        return {}

    def _lines(self, file: str) -> list[str]:
        if file not in self._read:
            path = self.folder / file
            text = path.read_text(encoding="utf-8") if path.is_file() else ""
            self._read[file] = text.splitlines()
        return self._read[file]

    @cached_property
    def _groups(self) -> dict[str, str]:
        """Folder of the group that an FAQ is in."""
        found: dict[str, str] = {}
        for path in sorted((self.folder / "faqs").glob(f"*/{ORIGINAL}.md")):
            for id_ in _FAQ_HEADING.findall(path.read_text(encoding="utf-8")):
                found[id_.strip()] = path.parent.name
        return found

    def _file(self, record: Service | Faq, language: str) -> str:
        if isinstance(record, Faq):
            group = self._groups.get(record.id)
            return f"faqs/{group}/{language}.md" if group else record.id
        folder = "elsewhere" if record.elsewhere else "services"
        path = f"{folder}/{record.id}/{language}.md"
        return path if (self.folder / path).is_file() else record.id
