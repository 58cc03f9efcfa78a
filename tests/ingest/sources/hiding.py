"""Puts a text into a service page in six ways, and tells what became of it."""

import html
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.sources.base import Found
from ingest.sources.html.reader import read_page
from ingest.sources.portal_records import records
from ingest.sources.screening import Screening
from knowledge.detection import LanguageDetector

_PAGE = """<html lang="de"><head><title>Hundesteuer</title>{head}</head><body><main><h1>Hundesteuer</h1>
<p>Wer einen Hund hält, zahlt Steuern an die Stadt und meldet ihn innerhalb von zwei Wochen an.</p>{body}
<h2>Kosten</h2><p>Der erste Hund kostet 132 Euro im Jahr.</p>{cell}</main></body></html>"""


def _page(head: str = "", body: str = "", cell: str = "") -> str:
    return _PAGE.format(head=head, body=body, cell=cell)


def _visible(text: str) -> str:
    return _page(body=f"<p>Bringen Sie Fotos mit. {html.escape(text)} Danke.</p>")


def _comment(text: str) -> str:
    return _page(body=f"<!-- {text.replace('--', '- -')} -->")


def _white(text: str) -> str:
    return _page(body=f'<p style="color:#ffffff;font-size:9px">{html.escape(text)}</p>')


def _attribute(text: str) -> str:
    return _page(body=f'<img src="hund.png" alt="{html.escape(text)}">')


def _disguised(text: str) -> str:
    return _page(body=f"<p>{html.escape(chr(0x200B).join(text))}</p>")


def _data_and_cell(text: str) -> str:
    answer = {"@type": "Answer", "text": text}
    question = {"@type": "Question", "name": "Was kostet es?", "acceptedAnswer": answer}
    value = json.dumps({"@type": "FAQPage", "mainEntity": [question]}).replace("</", "<\\/")
    return _page(
        head=f'<script type="application/ld+json">{value}</script>',
        cell=f"<table><tr><td>Was kostet es?</td><td>{html.escape(text)}</td></tr></table>",
    )


WAYS: Mapping[str, Callable[[str], str]] = {
    "visible text": _visible,
    "comment": _comment,
    "white on white": _white,
    "alternative text": _attribute,
    "zero-width characters": _disguised,
    "JSON-LD and a table cell": _data_and_cell,
}


@dataclass(frozen=True)
class Fate:
    """What became of a page: its indexed text, what the editor was told, whether it is withheld."""

    indexed: str
    told: tuple[str, ...]
    withheld: bool

    def holds(self, text: str) -> bool:
        """Whether the text can be read in what is indexed."""
        return _letters(text) in _letters(self.indexed)


class Reader:
    """Reads and screens pages as a refresh does."""

    def __init__(self, folder: Path, detector: LanguageDetector) -> None:
        self._told: list[str] = []
        self._screening = Screening(
            folder, lambda p: self._told.append(p.message), lambda: detector
        )

    def __call__(self, markup: str) -> Fate:
        page = read_page(markup.encode(), "https://hannover.gov.de/hund-900000001-0.html")
        self._told.clear()
        kept = []
        for item in records([page.model_copy(update={"read": "2026-01-01"})], "portal", "Stadt"):
            assert isinstance(item, Found)
            if (record := self._screening(item)) is not None:
                kept.append(record)
        withheld = not any(record.id == "page-900000001" for record in kept)
        indexed = "\n".join(record.model_dump_json() for record in kept)
        return Fate(indexed, tuple(self._told), withheld)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
