"""What only looks: ``status``, ``history``, ``diff``, ``show``, ``gate``."""

from dataclasses import asdict
from difflib import get_close_matches
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from ingest.changes import compare, counts
from ingest.commands.shared import (
    AsJson,
    console,
    load_model,
    messages,
    print_json,
    print_table,
)
from ingest.gate import Catalogue, ask, read_golden
from ingest.history import History
from ingest.messages import Messages
from ingest.prose import tell
from ingest.settings import EditorSettings
from knowledge.errors import ContentError, ExitCode, SnapshotError
from knowledge.languages import ORIGINAL, SUPPORTED
from knowledge.records import Service
from knowledge.snapshot import SnapshotStore

_NONE_PUBLISHED = SnapshotError("No snapshot is published yet.", "Build one: hanni refresh")


def status(as_json: AsJson = False) -> None:
    """Show what the published snapshot holds."""
    settings = EditorSettings.load()
    say = messages(settings)
    store = SnapshotStore(settings)
    number = store.published()
    if number is None:
        raise _NONE_PUBLISHED
    manifest = store.manifest(number)
    if as_json:
        print_json({**manifest.model_dump(), "snapshots": store.numbers()})
        return
    when = manifest.created.replace("T", " ").removesuffix("+00:00")
    console.print(say("status.published", number=number, when=when), highlight=False)
    console.print(
        say("status.counts", services=manifest.services, faqs=manifest.faqs,
            elsewhere=manifest.elsewhere, passages=manifest.passages, model=manifest.model),
        highlight=False,
    )  # fmt: skip
    table = Table(say("status.language"), say("status.passages"), box=None, pad_edge=False)
    for code, passages in manifest.languages.items():
        table.add_row(f"{SUPPORTED[code].name} ({code})", str(passages))
    print_table(table)
    others = [str(other) for other in store.numbers() if other != number]
    console.print(say("status.kept", numbers=", ".join(others) or say("status.none")))


def history(
    last: Annotated[int, typer.Option(min=1, help="How many entries.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Show what was published when, by whom and why."""
    settings = EditorSettings.load()
    say = messages(settings)
    entries = History(settings.data).entries()[-last:]
    if as_json:
        print_json([entry.model_dump() for entry in entries])
        return
    if not entries:
        console.print(say("history.none"))
        return
    columns = ("when", "action", "number", "services", "changes", "golden", "who", "reason")
    table = Table(*(say.name("history", name) for name in columns), box=None, pad_edge=False)
    for entry in entries:
        changes = ", ".join(
            say(f"diff.count_{kind}", count=number) for kind, number in entry.changes.items()
        )
        table.add_row(
            entry.when.replace("T", " ").removesuffix("+00:00"),
            say.name("action", entry.action),
            "" if entry.number is None else str(entry.number),
            str(entry.services or ""),
            changes,
            "" if entry.golden is None else f"{entry.golden:.1%}",
            escape(entry.who),
            escape(entry.reason),
        )
    print_table(table)


def diff(
    one: Annotated[int, typer.Argument(metavar="A", help="Number of a snapshot.")],
    other: Annotated[
        int | None, typer.Argument(metavar="B", help="Default: the published one.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell what changed from snapshot A to snapshot B."""
    settings = EditorSettings.load()
    store = SnapshotStore(settings)
    other = store.published() if other is None else other
    if other is None:
        raise _NONE_PUBLISHED
    changes = compare(store.knowledge(one), store.knowledge(other))
    if as_json:
        print_json(
            {"from": one, "to": other, "counts": counts(changes), "changes": [asdict(c) for c in changes]}
        )  # fmt: skip
        return
    for line in tell(changes, messages(settings)):
        console.print(line, highlight=False)


def show(
    service: Annotated[str, typer.Argument(help="Id of a service, as `hundesteuer`.")],
    language: Annotated[str, typer.Option(help="Of the text.")] = ORIGINAL,
    as_json: AsJson = False,
) -> None:
    """Show a service as it is published: text, links, sources, translations, FAQs."""
    settings = EditorSettings.load()
    store = SnapshotStore(settings)
    number = store.published()
    if number is None:
        raise _NONE_PUBLISHED
    knowledge = store.knowledge(number)
    record = knowledge.services.get(service)
    if record is None:
        near = get_close_matches(service, knowledge.services, n=3, cutoff=0.5)
        raise ContentError(
            f"No service {service!r} is published.",
            f"Is it one of these: {', '.join(near)}?" if near else 'Find it: hanni search "…"',
        )
    if language not in record.texts:
        raise ContentError(
            f"{service} has no text in {language!r}.", f"There are: {', '.join(record.texts)}."
        )
    faqs = [faq for faq in knowledge.faqs.values() if faq.service == service]
    if as_json:
        print_json({**record.model_dump(), "faqs": [faq.model_dump() for faq in faqs]})
        return
    _show(record, language, messages(settings))
    for faq in faqs:
        answer = faq.texts.get(language) or faq.texts[ORIGINAL]
        console.print(f"\n[bold]{escape(faq.id)}: {escape(answer.question)}[/]", highlight=False)
        console.print("\n".join(b.text for b in answer.blocks), markup=False, highlight=False)


def gate(as_json: AsJson = False) -> None:
    """Ask the published snapshot the golden questions and show what they find."""
    settings = EditorSettings.load()
    say = messages(settings)
    questions = read_golden(settings.golden)
    embedder = load_model(settings)
    snapshot = SnapshotStore(settings).open_published(embedder.fingerprint)
    try:
        result = ask(questions, snapshot, None, embedder)
    finally:
        snapshot.close()
    catalogue = Catalogue.of(None, snapshot.knowledge, settings.promised)
    objections = catalogue.objections(settings, say)
    if as_json:
        misses = [{**m.question.model_dump(), "found": m.found} for m in result.misses]
        print_json({"asked": result.asked, "right": result.right, "share": result.share, "misses": misses, "objections": objections})  # fmt: skip
    else:
        console.print(say("gate.passed", right=result.right, asked=result.asked))
        for miss in result.misses:
            golden = miss.question
            expected = ", ".join(golden.services)
            line = say("gate.miss", question=golden.question, expected=expected, found=miss.found)
            console.print(escape(line), highlight=False)
        for objection in objections:
            console.print(f"[red]{escape(objection)}[/]")
    if objections:
        raise typer.Exit(ExitCode.GATE)


def _show(service: Service, language: str, say: Messages) -> None:
    text = service.texts[language]
    console.print(f"[bold]{escape(text.title)}[/] [dim]({service.id})[/]", highlight=False)
    office = service.office
    for name, value in {
        "portal.url": service.portal.url if service.portal else "",
        "online": service.online_url or "",
        "office.name": office.name,
        "office.address": office.address or "",
        "office.phone": office.phone or "",
    }.items():
        if value:
            console.print(
                f"[dim]{_heading(say(f'part.{name}'))}:[/] {escape(value)}", highlight=False
            )
    for section in text.sections:
        console.print(f"\n[bold]{_heading(say(f'part.{section.name}'))}[/]")
        for block in section.blocks:
            for number, item in enumerate(block.items, 1):
                mark = {"paragraph": "", "list": "- ", "steps": f"{number}. "}[block.kind]
                sources = f" [dim]({escape(', '.join(item.sources))})[/]" if item.sources else ""
                console.print(f"{mark}{escape(item.text)}{sources}", highlight=False)
    if text.aliases:
        console.print(f"\n[bold]{say('show.aliases')}[/]")
        console.print("\n".join(f"- {alias}" for alias in text.aliases), markup=False, highlight=False)  # fmt: skip
    console.print(f"\n[bold]{say('show.sources')}[/]")
    columns = (say(f"show.{name}") for name in ("key", "as_of", "title"))
    table = Table(*columns, box=None, pad_edge=False)
    for key, source in service.sources.items():
        undated = f" ({say('show.undated')})" if source.undated else ""
        table.add_row(key, f"{source.as_of}{undated}", escape(source.title))
    print_table(table)
    console.print(f"\n[bold]{say('show.texts')}[/]")
    columns = (say(f"show.{name}") for name in ("language", "status", "updated", "count"))
    table = Table(*columns, box=None, pad_edge=False)
    simple = [service.simple] if service.simple else []
    for version in (*service.texts.values(), *simple):
        name = f"{say.name('language', version.language)} ({version.language})"
        table.add_row(name, say(f"status.{version.status}"), version.updated, str(len(version.aliases)))  # fmt: skip
    print_table(table)


def _heading(name: str) -> str:
    return name[:1].upper() + name[1:]
