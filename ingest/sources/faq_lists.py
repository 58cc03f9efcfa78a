"""Lists of questions and answers as editors send them: YAML, CSV, XLSX, schema.org JSON-LD."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import yaml

from ingest.sources.base import Fetched, Found, Problem, silent
from ingest.sources.blocks import paragraph
from ingest.sources.days import iso_day
from ingest.sources.html.fragment import read_fragment_with_hidden
from ingest.sources.html.structured import faq_page
from knowledge.languages import ORIGINAL, SUPPORTED
from knowledge.progress import Progress
from knowledge.records import Faq, FaqText, Source
from knowledge.text import fold, words

ENDINGS = (".yaml", ".yml", ".csv", ".xlsx", ".json", ".jsonld")
_LARGEST = 20_000_000
_MOST_ROWS = 20_000
#: How editors call the columns, folded.
_COLUMNS = {
    "frage": "question", "question": "question", "fragen": "question", "antwort": "answer", "answer": "answer",
    "antworten": "answer", "dienstleistung": "service", "leistung": "service", "service": "service",
    "id": "id", "nummer": "id", "kennung": "id", "sprache": "language", "language": "language", "link": "url", "url": "url",
    "quelle": "url", "stand": "as_of", "datum": "as_of", "as_of": "as_of",
    "auch gefragt": "aliases", "aliases": "aliases", "varianten": "aliases",
}  # fmt: skip


class FaqLists:
    """FAQ files; each question belongs to a service."""

    trusted = False

    def __init__(self, name: str, files: tuple[Path, ...], service: str | None) -> None:
        """``service`` is for rows that name none."""
        self.name = name
        self._files = files
        self._service = service

    def fetch(self, progress: Progress) -> Iterator[Fetched]:
        """Read all files; one that cannot be read is a problem, and the others go on."""
        for done, path in enumerate(self._files):
            progress(f"read {self.name}", done, len(self._files))
            try:
                rows = list(_rows(path))
            except (
                OSError, ValueError, KeyError, TypeError, csv.Error, yaml.YAMLError, zipfile.BadZipFile, RecursionError,
            ) as error:  # fmt: skip
                problem = " ".join(str(error).split())[:200] or type(error).__name__
                yield Problem(str(path), f"it cannot be read: {problem}")
                continue
            yield from self._records(path, rows)
        progress(f"read {self.name}", len(self._files), len(self._files))

    def last(self) -> Iterator[Fetched]:
        """The files lie at hand."""
        return self.fetch(silent)

    def _records(self, path: Path, rows: list[dict[str, str]]) -> Iterator[Fetched]:
        versions: dict[str, dict[str, FaqText]] = {}
        about: dict[str, tuple[str, Source, str, tuple[str, ...]]] = {}
        for number, row in enumerate(rows, start=1):
            place = f"{path.name}, question {number}"
            question, answer = row.get("question", ""), row.get("answer", "")
            service = row.get("service") or self._service
            language = (row.get("language") or ORIGINAL).lower()
            if not question or not answer:
                yield Problem(
                    place, f"left out: the {'answer' if question else 'question'} is missing"
                )
                continue
            if not service:
                yield Problem(
                    place, "left out: it names no service, and sources.yaml none for the list"
                )
                continue
            if language not in SUPPORTED:
                yield Problem(place, f"left out: the language {language!r} is not supported")
                continue
            id_ = f"{self.name}-{row.get('id') or _slug(question)}"
            day = iso_day(row.get("as_of"))
            as_of = day or datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
            url = row.get("url") or None
            source = Source(title=path.stem, url=url, as_of=as_of, undated=day is None)
            blocks, hidden = read_fragment_with_hidden(answer)
            texts = tuple(item.text for block in blocks for item in block.items)
            if not texts:
                yield Problem(place, "left out: the answer holds no text")
                continue
            known = about.setdefault(id_, (service, source, place, ()))
            about[id_] = (known[0], known[1], place, (*known[3], *hidden))
            if language in versions.get(id_, {}):
                yield Problem(place, "left out: the same question stands in the list before")
                continue
            versions.setdefault(id_, {})[language] = FaqText(
                language=language,
                question=question,
                status="original" if language == ORIGINAL else "reviewed",
                updated=as_of,
                blocks=tuple(paragraph(text, "list") for text in texts),
                aliases=tuple(a.strip() for a in row.get("aliases", "").split(";") if a.strip()),
            )
        for id_, by_language in versions.items():
            service, source, place, hidden = about[id_]
            if ORIGINAL not in by_language:
                yield Problem(place, "left out: there is no German version of it")
                continue
            wanted = len(by_language[ORIGINAL].blocks)
            fitting = {c: t for c, t in by_language.items() if len(t.blocks) == wanted}
            yield Found(
                Faq(id=id_, service=service, sources={"list": source}, texts=fitting), place, hidden
            )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if path.stat().st_size > _LARGEST:
        raise ValueError(f"it is larger than {_LARGEST // 1_000_000} MB")
    ending = path.suffix.lower()
    if ending == ".xlsx":
        yield from _named(_xlsx(path))
        return
    text = path.read_text(encoding="utf-8-sig") if ending != ".csv" else _decoded(path.read_bytes())
    if ending == ".csv":
        dialect = csv.Sniffer().sniff(text[:5000].splitlines()[0] if text else ",", ";,\t")
        yield from _named(csv.reader(io.StringIO(text), delimiter=dialect.delimiter))
    elif ending in {".yaml", ".yml"}:
        for entry in _entries(yaml.safe_load(text)):
            yield {
                _COLUMNS[fold(str(k))]: _joined(v)
                for k, v in entry.items()
                if fold(str(k)) in _COLUMNS
            }
    else:
        value = json.loads(text)
        for page in value if isinstance(value, list) else value.get("@graph", [value]):
            for question in faq_page(page):
                yield {"question": question.question, "answer": "\n\n".join(question.answer)}


def _entries(value: Any) -> list[Mapping[str, Any]]:
    listed = next(iter(value.values())) if isinstance(value, dict) and len(value) == 1 else value
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise ValueError("it is no list of questions; docs/sources.md shows one")
    return listed


def _joined(value: Any) -> str:
    entries = value if isinstance(value, list) else [value]
    if any(isinstance(entry, list | dict) for entry in entries):
        # Nested aliases (a "billion laughs") would grow without end when written out.
        raise ValueError("an entry is neither a text nor a list of texts; refused")
    return "; ".join(
        entry.isoformat() if isinstance(entry, date) else str(entry).strip()
        for entry in entries
        if entry is not None
    )


def _decoded(data: bytes) -> str:
    """Excel writes CSV files in UTF-8 with a mark or in Windows-1252."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _xlsx(path: Path) -> Iterator[list[str]]:
    with zipfile.ZipFile(path) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > 10 * _LARGEST:
            raise ValueError("unpacked it is larger than 200 MB; refused")
        for entry in packed.namelist():
            with packed.open(entry) as stream:
                if b"<!DOCTYPE" in stream.read(1000):
                    raise ValueError(
                        "it declares a document type, which could hold entities; refused"
                    )
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        sheet = book.worksheets[0]
        for number, row in enumerate(sheet.iter_rows(values_only=True)):
            if number > _MOST_ROWS:
                raise ValueError(f"it has more than {_MOST_ROWS:,} rows")
            yield [_cell(cell) for cell in row]
    finally:
        book.close()


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value).strip()


def _named(table: Iterator[list[str]] | Any) -> Iterator[dict[str, str]]:
    """Rows by column; the first row that names a question and an answer is the head."""
    head: list[str | None] | None = None
    for row in table:
        if head is None:
            names = [_COLUMNS.get(fold(cell).strip()) for cell in row]
            if {"question", "answer"} <= set(names):
                head = names
        elif any(cell.strip() for cell in row):
            yield {name: cell.strip() for name, cell in zip(head, row, strict=False) if name}
    if head is None:
        raise ValueError("no row names the columns 'Frage' and 'Antwort'")


def _slug(question: str) -> str:
    return "-".join(words(question))[:60].strip("-") or "question"
