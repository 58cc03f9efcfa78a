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
from ingest.check.finding import SEVERITIES, Severity
from ingest.check.links import dead
from ingest.check.names import lost_aliases
from ingest.check.report import content_report
from ingest.commands.shared import (
    AsJson,
    bars,
    console,
    ensure_languages,
    load_model,
    messages,
    print_json,
)
from ingest.settings import EditorSettings
from knowledge.detection import LanguageDetector
from knowledge.errors import ExitCode
from knowledge.evaluation.options import Html
from knowledge.evaluation.report import Outputs
from knowledge.model.language_store import LanguageStore
from knowledge.snapshot import SnapshotStore


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
    settings = EditorSettings.load()
    say = messages(settings)
    if least not in SEVERITIES:
        choices = ", ".join(SEVERITIES)
        raise typer.BadParameter(say("wrong.choice", option="--severity", choices=choices))
    outputs = Outputs(None, html)
    outputs.check()
    content = Content.read(settings.content)
    ensure_languages(settings)
    detector = LanguageDetector(LanguageStore(settings).load())
    today = datetime.now(UTC).date()
    findings = run(content, detector, today, settings.max_age_days)
    with ExitStack() as stack:
        progress = stack.enter_context(bars(say)) if deep or links else None
        if deep and progress:
            embedder = load_model(settings)
            snapshot = SnapshotStore(settings).open_published(embedder.fingerprint)
            stack.callback(snapshot.close)
            findings += lost_aliases(content, snapshot, embedder, settings, progress)
        if links and progress:
            findings += dead(content, progress)
    findings = worst_first(findings)
    figures = Figures.of(content, findings, today, settings.max_age_days)
    counts = Counter(finding.severity for finding in findings)
    if as_json:
        print_json({
            "folder": str(settings.content), "figures": figures.as_json(),
            "counts": {severity: counts[severity] for severity in SEVERITIES},
            "findings": [finding.as_json(say) for finding in findings],
        })  # fmt: skip
    shown = SEVERITIES[: SEVERITIES.index(_severity(least)) + 1]
    report = content_report(str(settings.content), figures, findings, say, shown)
    quiet = Console(file=StringIO()) if as_json else console
    outputs.write({}, report, quiet)
    if counts["error"]:
        raise typer.Exit(ExitCode.FINDINGS)


def _severity(name: str) -> Severity:
    return next(severity for severity in SEVERITIES if severity == name)
