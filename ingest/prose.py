"""Tells changes as an editor would read them aloud."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.markup import escape

from ingest.changes import Change, counts, lines
from ingest.messages import Messages

#: Records that are told one by one; of a first crawl nobody reads a thousand.
RECORDS = 60
_LONGEST = 400


def tell(changes: Sequence[Change], say: Messages, limit: int = RECORDS) -> Iterator[str]:
    """Lines of Rich markup: a summary, then each record with what changed of it."""
    if not changes:
        yield say("diff.nothing")
        return
    shares = (say(f"diff.count_{kind}", count=n) for kind, n in counts(list(changes)).items())
    yield say("diff.summary", counts=", ".join(shares))
    groups = [list(group) for _, group in groupby(changes, lambda c: (c.record, c.id))]
    for group in groups[:limit]:
        yield ""
        yield from _record(group, say)
    if len(groups) > limit:
        yield ""
        yield say("diff.more", count=len(groups) - limit)


def _record(changes: list[Change], say: Messages) -> Iterator[str]:
    first = changes[0]
    yield f"[bold]{escape(first.title)}[/] [dim]({say.name('record', first.record)} {escape(first.id)})[/]"
    for change in changes:
        for line in _change(change, say):
            yield f"  {line}"


def _change(change: Change, say: Messages) -> Iterator[str]:
    language = say.name("language", change.language)
    if not change.part:
        yield say(f"diff.{change.kind}", old=escape(change.old), new=escape(change.new))
    elif change.part == "translation":
        yield say(f"diff.translation_{change.kind}", language=language)
    elif change.part == "place":
        yield say("diff.place", old=escape(change.old), new=escape(change.new))
    else:
        part = part_name(change.part, say)
        where = f"{part}, {language}" if change.language else part
        for old, new in lines(change.old, change.new):
            key = "diff.line" if old and new else "diff.line_new" if new else "diff.line_gone"
            yield say(key, where=escape(where), old=_quoted(old), new=_quoted(new))


def part_name(part: str, say: Messages) -> str:
    """What a part of a record is called: ``section:cost``, ``title``, ``source:haz.as_of``."""
    kind, _, name = part.partition(":")
    if kind == "source":
        key, _, field = name.rpartition(".")
        return say("part.source", key=key, field=say.name("part", field))
    return say.name("part", name or part)


def line_name(mark: str, say: Messages) -> str:
    """What a line of a text is called: ``cost.2`` is "cost 2"."""
    part, _, line = mark.rpartition(".")
    if line.isdigit():
        return f"{say.name('part', part)} {line}"
    return f"{part} {say.name('part', line)}".strip()


def _quoted(text: str) -> str:
    text = " / ".join(text.splitlines())
    return escape(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
