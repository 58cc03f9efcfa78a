"""The findings as an editor reads them: counts, charts, and a table for each kind of finding."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.check.figures import AGES, Figures
from ingest.check.finding import SEVERITIES, Finding, Severity
from ingest.messages import Messages
from knowledge.evaluation.plots import Stacked
from knowledge.evaluation.report import Report, Table, Wording
from knowledge.languages import ORIGINAL

#: Findings that the terminal shows; files hold all of them.
_SHOWN = 60
#: Files of one finding that a row names.
_FILES = 40
#: Of the page's series colours.
_GREEN, _BLUE, _ORANGE, _GREY, _RED = 3, 0, 1, 2, 5
_COLOUR: dict[Severity, int] = {"error": _RED, "warning": _ORANGE, "notice": _GREY}
#: The sentences are German or English, even if they begin with a quotation in Arabic.
_LEFT_TO_RIGHT = "\u200e"
#: Width of the longest name of a check.
_NAMES = 235


def content_report(
    folder: str,
    figures: Figures,
    findings: Sequence[Finding],
    say: Messages,
    shown: Sequence[Severity],
) -> Report:
    """The report; ``shown`` are the severities whose findings the terminal lists."""
    counts = Counter(finding.severity for finding in findings)
    facts = {
        say("report.folder"): folder,
        say("report.content"): say(
            "report.counts", services=figures.services, elsewhere=figures.elsewhere,
            faqs=figures.faqs, passages=figures.passages, simple=figures.simple,
        ),
        say("report.found"): ", ".join(
            say(f"severity.{severity}", count=counts[severity]) for severity in SEVERITIES
        ),
    }  # fmt: skip
    told = [finding for finding in findings if finding.severity in shown]
    more = len(told) - _SHOWN
    note = say("report.more", count=more) if more > 0 else ""
    return Report(
        say("report.title"),
        facts,
        [_versions(figures, say), _kinds(findings, say)],
        [_translations(figures, say), *_found(findings, say), _ages(figures, say)],
        list(_by_kind(findings, say)),
        [_listed(told[:_SHOWN], say, note)],
        Wording(
            say("report.code"), say("report.measured"), say("report.same"), say("report.contents")
        ),
    )


def _versions(figures: Figures, say: Messages) -> Table:
    names = ("language", "original", "reviewed", "machine", "missing", "outdated", "aliases")
    rows = [
        (f"{say.name('language', code)} ({code})", of.original, of.reviewed, of.machine, of.missing, of.outdated, of.aliases)
        for code, of in figures.languages.items()
    ]  # fmt: skip
    return Table(say("report.languages"), [say(f"report.{name}") for name in names], rows)


def _kinds(findings: Sequence[Finding], say: Messages) -> Table:
    kinds = Counter((finding.severity, finding.check) for finding in findings)
    return Table(
        say("report.kinds"),
        [say(f"report.{name}") for name in ("severity", "check", "count")],
        [(say(f"level.{severity}"), say(f"kind.{check}"), n) for (severity, check), n in kinds.items()],
        note="" if findings else say("report.clean"),
    )  # fmt: skip


def _listed(findings: Iterable[Finding], say: Messages, note: str) -> Table:
    """For the terminal: one line a finding, its file last, so that none is cut in two."""
    rows = [
        (say(f"level.{f.severity}"), say.name("part", f.section), f"{f.message(say)} {f.hint(say)}", f.where)
        for f in findings
    ]  # fmt: skip
    columns = [say(f"report.{name}") for name in ("severity", "section", "message", "file")]
    return Table(say("report.findings"), columns, rows, note)


def _by_kind(findings: Sequence[Finding], say: Messages) -> Iterable[Table]:
    """For the page: a table for each kind; what is found in many files is said once."""
    for severity, check in dict.fromkeys((one.severity, one.check) for one in findings):
        own = [one for one in findings if one.check == check and one.severity == severity]
        rows: dict[tuple[str, str, str], list[str]] = {}
        for one in own:
            key = (
                _LEFT_TO_RIGHT + _isolated(one).message(say),
                say.name("part", one.section),
                one.hint(say),
            )
            rows.setdefault(key, []).append(one.where)
        hints = {hint for _, _, hint in rows}
        names = ["message", "section", "hint", "file"]
        cells = [
            (message, part, hint, _files(files, say))
            for (message, part, hint), files in rows.items()
        ]
        # A column that says the same everywhere, or nothing, says it once above or not at all.
        kept = [
            column
            for column, name in enumerate(names)
            if not (name == "hint" and len(hints) == 1)
            and not (name == "section" and not any(row[1] for row in cells))
        ]
        yield Table(
            f"{say(f'level.{severity}')}: {say(f'kind.{check}')} ({len(own)})",
            [say(f"report.{names[column]}") for column in kept],
            [tuple(row[column] for column in kept) for row in cells],
            note=hints.pop() if len(hints) == 1 else "",
        )


def _isolated(finding: Finding) -> Finding:
    """With what it quotes kept apart, so that Arabic words do not turn the sentence around them."""
    values = {
        name: f"\u2068{value}\u2069" if isinstance(value, str) else value
        for name, value in finding.values.items()
    }
    return replace(finding, values=values)


def _files(files: list[str], say: Messages) -> str:
    more = len(files) - _FILES
    shown = ", ".join(files[:_FILES])
    return f"{shown}, {say('report.files_more', count=more)}" if more > 0 else shown


def _translations(figures: Figures, say: Messages) -> Stacked:
    translations = {code: of for code, of in figures.languages.items() if code != ORIGINAL}
    states = ("reviewed", "machine", "outdated", "missing")
    return Stacked(
        say("report.plot"),
        [say.name("language", code) for code in translations],
        {say(f"report.{name}"): [of.states[name] for of in translations.values()] for name in states},
        (_GREEN, _BLUE, _ORANGE, _RED),
    )  # fmt: skip


def _found(findings: Sequence[Finding], say: Messages) -> Iterable[Stacked]:
    kinds = list(dict.fromkeys(finding.check for finding in findings))
    if not kinds:
        return
    counts = Counter((finding.severity, finding.check) for finding in findings)
    yield Stacked(
        say("report.kinds"),
        [say(f"kind.{check}") for check in kinds],
        {
            say(f"level.{severity}"): [counts[severity, check] for check in kinds]
            for severity in SEVERITIES
        },
        [_COLOUR[severity] for severity in SEVERITIES],
        left=_NAMES,
    )


def _ages(figures: Figures, say: Messages) -> Stacked:
    fresh = [figures.ages[age] - figures.old[age] for age in AGES]
    return Stacked(
        say("report.ages"),
        [say(f"age.{age}") for age in AGES],
        {say("report.fresh"): fresh, say("report.old"): [figures.old[age] for age in AGES]},
        (_GREEN, _ORANGE),
        left=_NAMES,
    )
