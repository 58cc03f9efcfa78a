"""What the terminal and the HTML report show of a measurement."""

from collections.abc import Mapping

from ingest.bench.extract import ExtractFigures
from ingest.bench.language import NONE, LanguageFigures
from ingest.bench.retrieval import MEAN_OTHER
from knowledge.evaluation.plots import Bars, HeatMap, Plot
from knowledge.evaluation.ranking import Figures
from knowledge.evaluation.report import Cell, Report, Table

_SYSTEMS = {"system": "Hanni", "bm25": "BM25", "dense": "plain dense"}
_METRICS = ("recall@1", "recall@5", "mrr@10", "ndcg@10")
_WORST = 12


def retrieval_report(
    figures: Mapping[str, Mapping[str, Figures]], facts: Mapping[str, str]
) -> Report:
    """A table a system, and nDCG by language."""
    tables = [
        Table(
            _SYSTEMS[system],
            ("language", "questions", *_METRICS),
            [
                (_label(language), of["n"], *(float(of[metric]) for metric in _METRICS))
                for language, of in languages.items()
            ],
        )
        for system, languages in figures.items()
    ]
    languages = list(figures["system"])
    series = {
        _SYSTEMS[system]: [of[language]["ndcg@10"] for language in languages]
        for system, of in figures.items()
    }
    plot = Bars("nDCG@10 by language of the question", [_label(code) for code in languages], series)
    return Report("Retrieval: does a question find its German page?", facts, tables, [plot])


def language_report(found: LanguageFigures, facts: Mapping[str, str]) -> Report:
    """Accuracy by language and kind, and what was taken for what."""
    of_language, of_kind = found.by("language"), found.by("kind")
    of_both = found.by("language", "kind")
    kinds = found.kinds if len(found.kinds) > 1 else []
    rows: list[tuple[Cell, ...]] = [
        (code, of_language[code], *(of_both.get((code, kind), "") for kind in kinds))
        for code in found.languages
    ]
    mean: tuple[Cell, ...] = ("all", found.accuracy(), *(of_kind[kind] for kind in kinds))
    accuracy = Table("Accuracy", ("language", "all kinds", *kinds), [*rows, mean])
    shares = found.confusions()
    wrong = sorted(
        ((share, pair) for pair, share in shares.items() if len({*pair}) > 1), reverse=True
    )
    confused = Table(
        "Most frequent confusions",
        ("language", "taken for", "share of its texts"),
        [(*pair, share) for share, pair in wrong[:_WORST]],
    )
    columns = [*found.languages, *sorted({text.found for text in found.texts} - {*found.languages})]
    columns = [code for code in columns if code != NONE] + [NONE] * (NONE in columns)
    plots: list[Plot] = [
        Bars(
            "Accuracy by language",
            found.languages,
            {"accuracy": [of_language[code] for code in found.languages]},
        ),
        HeatMap(
            "Confusions: language of the text (rows), recognised language (columns)",
            found.languages, columns, shares,
        ),
    ]  # fmt: skip
    return Report("Language: is it recognised?", facts, [accuracy, confused], plots)


def extract_report(figures: Mapping[str, ExtractFigures], facts: Mapping[str, str]) -> Report:
    """Lines and unanswerable questions, and F by language."""
    names = ("precision", "recall", "f")
    lines = Table(
        "Chosen lines of answerable questions",
        ("language", *names),
        [(code, of["precision"], of["recall"], of["f"]) for code, of in figures.items()],
        "Precision and recall averaged per question, F their harmonic mean.",
    )
    declined = {code: of["unanswerable"] for code, of in figures.items()}
    unanswerable = Table(
        "Finding the unanswerable questions",
        ("language", *names),
        [(code, *(of[name] for name in names)) for code, of in declined.items()],
    )
    series = {
        "lines": [of["f"] for of in figures.values()],
        "unanswerable": [of["f"] for of in declined.values()],
    }
    plot = Bars("F by language of the question", list(figures), series)
    return Report(
        "Extraction: are the lines that answer chosen?", facts, [lines, unanswerable], [plot]
    )


def _label(language: str) -> str:
    return "mean without German" if language == MEAN_OTHER else language
