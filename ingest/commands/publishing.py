"""What changes the published snapshot: ``refresh``, ``setup``, ``rollback``, ``prune``."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.markup import escape

from ingest.builder import Builder, Built
from ingest.changes import Change, compare, counts
from ingest.commands.shared import (
    AsJson,
    Yes,
    agreed,
    bars,
    console,
    disk_errors,
    errors,
    late_model,
    load_model,
    messages,
    print_json,
    read_now,
)
from ingest.gate import Gatekeeper, GateResult
from ingest.history import Action, History
from ingest.messages import Messages
from ingest.prose import tell
from ingest.settings import EditorSettings
from knowledge.embedding import Embedder
from knowledge.errors import ExitCode, GateError, SnapshotError
from knowledge.records import Knowledge
from knowledge.snapshot import SnapshotStore

Reason = Annotated[str, typer.Option("--reason", help="Why; it goes into the history.")]


def refresh(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would change; publish nothing.")
    ] = False,
    yes: Yes = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build anew even if nothing changed.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Publish although the gate objects; needs --reason.")
    ] = False,
    reason: Reason = "",
    source: Annotated[
        str | None,
        typer.Option("--source", help="Read only this one anew; the others as they were."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read the sources, show what changed, and publish it as a new snapshot.

    Before it is published, the gate asks the new snapshot the golden questions.
    """
    if force and not reason.strip():
        raise typer.BadParameter('--force needs a reason for the history: --reason "…"')
    settings = EditorSettings.load()
    with disk_errors(settings):
        _refresh(settings, dry_run, yes, rebuild, force, reason, source, as_json)


def _refresh(
    settings: EditorSettings, dry_run: bool, yes: bool, rebuild: bool, force: bool, reason: str,
    source: str | None, as_json: bool,
) -> None:  # fmt: skip
    say = messages(settings)
    now = read_now(settings, say, source)
    before = _published_records(settings)
    changes = compare(before, now) if before else []
    if not as_json:
        _show_changes(changes, say, known=before is not None)
    if dry_run:
        if as_json:
            print_json({"published": None, **_changes_as_json(changes)})
        elif changes:
            console.print(f"\n{say('refresh.dry_run')}")
        return
    if changes and not agreed(say("refresh.ask"), yes=yes or as_json):
        console.print(say("refresh.declined"))
        raise typer.Exit(ExitCode.FAILURE)
    embedder = late_model(settings)
    gate = Gatekeeper(settings, embedder, say, before, force=force)
    facts: dict[str, object] = {"changes": counts(changes), "reason": reason.strip()}
    built = _publish(settings, say, embedder, now, gate, facts, rebuild=rebuild)
    if as_json:
        result = _gate_as_json(gate.result) if built.changed else None
        print_json({"published": built.number, **asdict(built), "gate": result, **_changes_as_json(changes)})  # fmt: skip
        return
    _show_built(built, gate.result, say)


def _publish(
    settings: EditorSettings,
    say: Messages,
    embedder: Embedder,
    now: Knowledge,
    gate: Gatekeeper,
    facts: dict[str, object],
    *,
    rebuild: bool,
) -> Built:
    """Build, gate and publish; what came of it goes into the history."""
    history = History(settings.data)
    try:
        gate.catalogue(now)
        with bars(say) as progress:
            built = Builder(settings, embedder).refresh(now, progress, rebuild=rebuild, gate=gate)
    except GateError as stopped:
        share = round(gate.result.share, 4) if gate.result else None
        stays = SnapshotStore(settings).published()
        refused = {**facts, "reason": stopped.message, "golden": share}
        _record(history, "refused", stays, **refused)
        _show_misses(gate.result, say)
        raise
    if built.changed:
        action: Action = "forced" if gate.objections else "refresh"
        share = round(gate.result.share, 4) if gate.result else None
        _record(history, action, built.number, golden=share, **facts, **_sizes(now, built))
    return built


def setup() -> None:
    """Build the model and a snapshot if none can be used; what `make run` does first.

    What is published stays, or a restart would undo a rollback. There is no gate: no published
    snapshot could be lost.
    """
    settings = EditorSettings.load()
    say = messages(settings)
    embedder = load_model(settings)
    try:
        published = SnapshotStore(settings).open_published(embedder.fingerprint)
    except SnapshotError as error:
        errors.print(escape(say("setup.building", reason=error.message)))
        now = read_now(settings, say)
        with bars(say) as progress:
            built = Builder(settings, embedder).refresh(now, progress, rebuild=True)
        _record(History(settings.data), "refresh", built.number, **_sizes(now, built))
        _show_built(built, None, say)
        return
    published.close()
    console.print(say("published", number=published.manifest.number))


def rollback(
    number: Annotated[int | None, typer.Argument(help="Default: the one before.")] = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Publish an older snapshot again."""
    settings = EditorSettings.load()
    store = SnapshotStore(settings)
    published = store.published()
    if number is None:
        older = [n for n in store.numbers() if published is None or n < published]
        if not older:
            raise SnapshotError("There is no older snapshot.", "See what there is: hanni status")
        number = older[-1]
    Builder(settings, late_model(settings)).republish(number)
    manifest = store.manifest(number)
    sizes = {name: getattr(manifest, name) for name in ("services", "faqs", "passages")}
    _record(History(settings.data), "rollback", number, reason=reason.strip(), **sizes)
    if as_json:
        print_json({"published": number, "before": published})
    else:
        console.print(messages(settings)("published", number=number))


def prune(
    keep: Annotated[
        int | None, typer.Option(min=1, help="Newest snapshots to keep; HANNI_KEEP_SNAPSHOTS.")
    ] = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Remove old snapshots and what killed refreshes left; the published one always stays."""
    settings = EditorSettings.load()
    say = messages(settings)
    keep = keep or settings.keep_snapshots
    store = SnapshotStore(settings)
    published = store.published()
    going = [number for number in store.numbers()[:-keep] if number != published]
    names = ", ".join(map(str, going))
    if going and not agreed(say("prune.ask", names=names), yes=yes or as_json):
        raise typer.Exit(ExitCode.FAILURE)
    removed = Builder(settings, late_model(settings)).prune(keep)
    if removed:
        numbers = ", ".join(map(str, removed))
        _record(History(settings.data), "prune", published, reason=numbers)
    if as_json:
        print_json({"removed": removed, "kept": store.numbers()})
    elif removed:
        console.print(say("prune.done", names=", ".join(map(str, removed))))
    else:
        console.print(say("prune.nothing"))


def _published_records(settings: EditorSettings) -> Knowledge | None:
    """None if nothing is published, or nothing that this version can read."""
    store = SnapshotStore(settings)
    try:
        number = store.published()
        return None if number is None else store.knowledge(number)
    except SnapshotError:
        return None


def _record(history: History, action: Action, number: int | None, **more: object) -> None:
    """What is published is published: a history that cannot be written is only told."""
    try:
        history.add(action, number, **more)
    except OSError as error:
        errors.print(f"[yellow]The history {escape(str(history.path))} cannot be written:[/] {escape(str(error))}")  # fmt: skip


def _sizes(now: Knowledge, built: Built) -> dict[str, int]:
    own = sum(not service.elsewhere for service in now.services.values())
    return {"services": own, "faqs": len(now.faqs), "passages": built.passages}


def _show_changes(changes: list[Change], say: Messages, *, known: bool) -> None:
    if not known:
        console.print(say("diff.first"))
        return
    for line in tell(changes, say):
        console.print(line, highlight=False)


def _show_misses(result: GateResult | None, say: Messages) -> None:
    for miss in result.misses if result else ():
        if miss.before:
            golden = miss.question
            expected = ", ".join(golden.services)
            line = say("gate.miss", question=golden.question, expected=expected, found=miss.found)
            errors.print(escape(line), highlight=False)


def _show_built(built: Built, result: GateResult | None, say: Messages) -> None:
    if not built.changed:
        console.print(say("refresh.nothing", number=built.number))
        return
    if result:
        console.print(say("gate.passed", right=result.right, asked=result.asked))
    console.print(
        say("refresh.done", number=built.number, passages=built.passages, embedded=built.embedded)
    )


def _changes_as_json(changes: list[Change]) -> dict[str, object]:
    return {"counts": counts(changes), "changes": [asdict(change) for change in changes]}


def _gate_as_json(result: GateResult | None) -> dict[str, object] | None:
    if result is None:
        return None
    misses = [{**m.question.model_dump(), "found": m.found, "before": m.before} for m in result.misses]  # fmt: skip
    return {**asdict(result), "misses": misses, "share": result.share}
