"""``hanni check``: what somebody should look at in the content."""

from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime
from io import StringIO
from typing import Annotated

import typer
from rich.console import Console

from ingest.check import run, worst_first
from ingest.check.content import Content
from ingest.check.figures import Figures
from ingest.check.finding import SEVERITIES, Finding, Severity
from ingest.check.links import dead
from ingest.check.names import lost_aliases
from ingest.commands.shared import (
    AsJson,
    console,
    ensure_languages,
    errors,
    load_model,
    messages,
    print_json,
)
from ingest.messages import Messages
from ingest.settings import EditorSettings
from knowledge.detection import LanguageDetector
from knowledge.errors import ExitCode
from knowledge.evaluation.options import Html
from knowledge.evaluation.plots import Bars
from knowledge.evaluation.report import Outputs, Report, Table
from knowledge.languages import ORIGINAL
from knowledge.model.language_store import LanguageStore
from knowledge.progress import progress_bars
from knowledge.snapshot import SnapshotStore

#: Findings that the terminal shows; files hold all of them.
_SHOWN = 60


def check(
    html: Html = None,
    deep: Annotated[
        bool, typer.Option("--deep", help="Ask the published snapshot every alias (a minute).")
    ] = False,
    links: Annotated[
        bool, typer.Option("--links", help="Ask every link whether it still leads anywhere.")
    ] = False,
    least: Annotated[
        str, typer.Option("--severity", help="Show error, warning or notice and worse.")
    ] = "warning",
    as_json: AsJson = False,
) -> None:
    """Check the content: translations, facts, sources, names, links. Errors end with code 10."""
    if least not in SEVERITIES:
        raise typer.BadParameter(f"--severity takes one of {', '.join(SEVERITIES)}")
    settings = EditorSettings.load()
    say = messages(settings)
    outputs = Outputs(None, html)
    outputs.check()
    content = Content.read(settings.content)
    ensure_languages(settings)
    detector = LanguageDetector(LanguageStore(settings).load())
    findings = run(content, detector, datetime.now(UTC).date(), settings.max_age_days)
    with ExitStack() as stack:
        progress = stack.enter_context(progress_bars(errors)) if deep or links else None
        if deep and progress:
            embedder = load_model(settings)
            snapshot = SnapshotStore(settings).open_published(embedder.fingerprint)
            stack.callback(snapshot.close)
            findings += lost_aliases(content, snapshot, embedder, settings, progress)
        if links and progress:
            findings += dead(content, progress)
    findings = worst_first(findings)
    figures = Figures.of(content, findings)
    counts = Counter(finding.severity for finding in findings)
    if as_json:
        print_json({
            "folder": str(settings.content), "figures": figures.as_json(),
            "counts": {severity: counts[severity] for severity in SEVERITIES},
            "findings": [finding.as_json(say) for finding in findings],
        })  # fmt: skip
    shown = SEVERITIES[: SEVERITIES.index(_severity(least)) + 1]
    report = _report(settings, figures, findings, say, shown)
    quiet = Console(file=StringIO()) if as_json else console
    outputs.write({}, report, quiet)
    if counts["error"]:
        raise typer.Exit(ExitCode.FINDINGS)


def _severity(name: str) -> Severity:
    return next(severity for severity in SEVERITIES if severity == name)


def _report(
    settings: EditorSettings,
    figures: Figures,
    findings: list[Finding],
    say: Messages,
    shown: tuple[Severity, ...],
) -> Report:
    counts = Counter(finding.severity for finding in findings)
    facts = {
        say("report.folder"): str(settings.content),
        say("report.content"): say(
            "report.counts", services=figures.services, elsewhere=figures.elsewhere,
            faqs=figures.faqs, passages=figures.passages, simple=figures.simple,
        ),
        say("report.found"): ", ".join(
            f"{counts[severity]} {say.name('severity', severity)}" for severity in SEVERITIES
        ),
    }  # fmt: skip
    versions = Table(
        say("report.languages"),
        [say.name("report", name) for name in ("language", "original", "reviewed", "machine", "missing", "outdated", "aliases")],
        [
            (f"{say.name('language', code)} ({code})", of.original, of.reviewed, of.machine, of.missing, of.outdated, of.aliases)
            for code, of in figures.languages.items()
        ],
    )  # fmt: skip
    kinds = Counter((finding.severity, finding.check) for finding in findings)
    summary = Table(
        say("report.kinds"),
        [say.name("report", name) for name in ("severity", "check", "count")],
        [(say.name("level", severity), say.name("kind", check), n) for (severity, check), n in kinds.items()],
        note="" if findings else say("report.clean"),
    )  # fmt: skip
    told = [finding for finding in findings if finding.severity in shown]
    more = len(told) - _SHOWN
    listed = _findings(told[:_SHOWN], say, say("report.more", count=more) if more > 0 else "")
    every = _findings(findings, say, "")
    translations = {code: of for code, of in figures.languages.items() if code != ORIGINAL}
    plot = Bars(
        say("report.plot"),
        [say.name("language", code) for code in translations],
        {
            say.name("report", "reviewed"): [of.reviewed / of.all for of in translations.values()],
            say.name("report", "machine"): [of.machine / of.all for of in translations.values()],
            say.name("report", "outdated"): [of.outdated / of.all for of in translations.values()],
        },
    )
    return Report(say("report.title"), facts, [versions, summary, listed], [plot], [every])


def _findings(findings: list[Finding], say: Messages, note: str) -> Table:
    rows = [
        (say.name("level", f.severity), f.where, say.name("part", f.section), f.message(say), f.hint(say))
        for f in findings
    ]  # fmt: skip
    columns = [
        say.name("report", name) for name in ("severity", "file", "section", "message", "hint")
    ]
    return Table(say("report.findings"), columns, rows, note)
