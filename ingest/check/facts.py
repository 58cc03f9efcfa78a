"""Facts and where they stand: numbers need sources, sources dates, and dates grow old."""

import calendar
import re
from collections.abc import Iterator
from datetime import date

from ingest.check.content import Content
from ingest.check.finding import Finding
from ingest.check.parallel import numbers
from knowledge.languages import ORIGINAL, SIMPLE
from knowledge.records import Service, Source

_LETTERS = re.compile(r"[^\W\d_]")
_PLACEHOLDER = re.compile(
    r"\W*(todo|tbd|tba|xxx+|n/a|folgt|in arbeit|wird (noch )?ergänzt|platzhalter|lorem ipsum)\b.{0,40}",
    re.IGNORECASE | re.DOTALL,
)
#: Bidi controls and zero-width characters; the widget isolates numbers itself. Persian needs the half-space.
_INVISIBLE = re.compile("[\u00ad\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")

#: UTF-8 that was read as Latin-1 or Windows-1252, what could not be read at all, and entities of HTML.
_GARBLED = re.compile(
    "\ufffd|Ã[\u0080-\u00bf€ŸœžŒŽ]|Â[\u00a0-\u00bf]|â€.?|[ØÙÐÑ][\u0080-\u00bf]|&(?:[a-z]{2,8}|#\\d+);"
)
#: Words of a sentence that can be followed without reading it twice.
LONGEST_SENTENCE = 30
#: A full stop behind a figure ends a sentence only behind a year: "am 1. Januar 2022. Diese".
SENTENCE_END = re.compile(r"(?<=[!?:;])\s+|(?<=[^\d\s]\.)\s+|(?<=\d{4}\.)\s+(?=[A-ZÄÖÜ])")


def unsourced(content: Content) -> Iterator[Finding]:
    """Lines of German and plain-language texts with a number and no source."""
    for text in content.texts:
        if text.language in {ORIGINAL, SIMPLE}:
            for part, item in text.lines():
                if numbers(item.text) and not item.sources:
                    line = content.line(text.file, item.text)
                    yield Finding("error", "unsourced", text.file, line, part, {"text": item.text})


def old(content: Content, today: date, days: int) -> Iterator[Finding]:
    """Sources that are used and were last looked at more than ``days`` ago."""
    for file, key, source in used_sources(content):
        age = (today - last_day(source.as_of)).days
        if age > days:
            values = {"source": source.title, "as_of": source.as_of, "days": days}
            yield Finding("warning", "old", file, content.line(file, f"{key}:"), values=values)


def undated(content: Content) -> Iterator[Finding]:
    """Sources whose page carries no date, so that only a reader can tell whether it is still true."""
    for file, key, source in used_sources(content):
        if source.undated:
            values = {"source": source.title, "as_of": source.as_of}
            yield Finding("notice", "undated", file, content.line(file, f"{key}:"), values=values)


def empty(content: Content) -> Iterator[Finding]:
    """Sections that say nothing: no letters, or a placeholder."""
    for text in content.texts:
        for part, blocks in text.parts:
            words = "\n".join(block.text for block in blocks)
            if not _LETTERS.search(words) or _PLACEHOLDER.fullmatch(words):
                line = content.line(text.file, words)
                yield Finding("warning", "empty", text.file, line, part, {"text": words[:80]})


def invisible(content: Content) -> Iterator[Finding]:
    """Lines with characters that nobody sees."""
    for text in content.texts:
        for part, item in text.lines():
            if found := _INVISIBLE.search(item.text):
                values = {"code": f"U+{ord(found[0]):04X}", "text": item.text}
                line = content.line(text.file, item.text)
                yield Finding("error", "invisible", text.file, line, part, values)


def garbled(content: Content) -> Iterator[Finding]:
    """Lines that were stored in one encoding and read in another, or that still hold HTML."""
    for text in content.texts:
        for part, item in text.lines():
            if found := _GARBLED.search(item.text):
                values = {"found": found[0], "text": item.text}
                line = content.line(text.file, item.text)
                yield Finding("error", "garbled", text.file, line, part, values)


def hard(content: Content) -> Iterator[Finding]:
    """German sentences that are too long to be understood at once."""
    for text in content.originals.values():
        for part, item in text.lines():
            for sentence in SENTENCE_END.split(item.text):
                if (length := len(sentence.split())) > LONGEST_SENTENCE:
                    values = {"words": length, "most": LONGEST_SENTENCE, "text": sentence}
                    line = content.line(text.file, item.text)
                    yield Finding("notice", "hard", text.file, line, part, values)


def offline(content: Content) -> Iterator[Finding]:
    """Services of the city that cannot be done online, as far as the content knows."""
    for text in content.originals.values():
        record = text.record
        if isinstance(record, Service) and not record.elsewhere and not record.online_url:
            yield Finding("notice", "offline", text.file, values={"title": text.title})


def last_day(as_of: str) -> date:
    """The last day of an ISO date, month or year."""
    year, month, day = (*map(int, as_of.split("-")), None, None)[:3]
    month = month or 12
    return date(year or 1, month, day or calendar.monthrange(year or 1, month)[1])


def used_sources(content: Content) -> Iterator[tuple[str, str, Source]]:
    """Sources that a German text marks, with their file; a group of FAQs shares them."""
    used: dict[str, set[str]] = {}
    for text in content.originals.values():
        marks = used.setdefault(text.file, set())
        marks.update(key for _, item in text.lines() for key in item.sources)
    seen = set()
    for text in content.originals.values():
        for key, source in text.record.sources.items():
            if key in used[text.file] and (text.file, key) not in seen:
                seen.add((text.file, key))
                yield text.file, key, source
