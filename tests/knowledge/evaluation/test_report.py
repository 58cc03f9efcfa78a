"""The report is one file that asks nobody for anything and shows text as text."""

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from knowledge.evaluation.plots import Bars, Distribution, HeatMap, Stacked
from knowledge.evaluation.report import OutputError, Outputs, Report, Table, Wording

PLOTS = (
    Bars("Bars", ["de", "ar"], {"one": [0.5, 1.0], "two": [None, 0.25]}),
    HeatMap("Map", ["de", "ar"], ["de", "ar"], {("de", "de"): 0.9, ("de", "ar"): 0.1}),
    Distribution("Times", {"fast": [1.0, 2.0, 4.0], "slow": [10.0, 20.0, 400.0]}),
    Stacked("Counts", ["de", "ar"], {"good": [3, 0], "bad": [1, 2]}, colours=(3, 5)),
)
REPORT = Report(
    "What <came> of it",
    {"File": "a&b.jsonl"},
    [Table("Figures", ("language", "share"), [("de", 0.5), ("<script>", 1)])],
    PLOTS,
    more=[Table("Long", ("text",), [("سؤال",)])],
)


@pytest.fixture(scope="module")
def page() -> str:
    return REPORT.html()


def svgs(page: str) -> list[ElementTree.Element]:
    found = re.findall(r'<svg class="plot".*?</svg>', page, re.DOTALL)
    return [ElementTree.fromstring(svg) for svg in found]


def test_every_plot_is_a_labelled_picture(page: str) -> None:
    plots = svgs(page)
    assert [svg.get("role") for svg in plots] == ["img"] * 4
    assert [svg.get("aria-label", "").split(".")[0] for svg in plots] == [
        "Bars",
        "Map",
        "Times",
        "Counts",
    ]


def test_bars_are_as_long_as_their_values(page: str) -> None:
    lengths = [float(rect.get("width", 0)) for rect in svgs(page)[0].iter("rect")]
    assert lengths == [260, 520, 130]


def test_parts_of_a_stack_follow_each_other_and_empty_ones_are_not_drawn(page: str) -> None:
    good, bad, alone = svgs(page)[3].iter("rect")
    assert (good.get("class"), bad.get("class"), alone.get("class")) == ("s3", "s5", "s5")
    assert (good.get("width"), bad.get("width"), alone.get("width")) == ("389.0", "129.0", "259.0")
    assert (good.get("x"), bad.get("x"), alone.get("x")) == ("150.0", "540.0", "150.0")


def test_the_page_speaks_the_readers_language() -> None:
    page = replace(REPORT, wording=Wording("de", "Gemessen", "Zahlen darunter.", "Inhalt")).html()
    assert '<html lang="de">' in page
    assert "Bars. Zahlen darunter." in page
    assert "Measured" not in page


def test_curves_rise_from_nothing_to_all(page: str) -> None:
    line = next(svgs(page)[2].iter("polyline"))
    points = [tuple(map(float, p.split(","))) for p in (line.get("points") or "").split()]
    assert points == sorted(points, key=lambda point: (point[0], -point[1]))
    assert (points[0][1], points[-1][1]) == (270, 10)


def test_text_is_text(page: str) -> None:
    assert "<script" not in page
    assert "What &lt;came&gt; of it" in page
    assert "a&amp;b.jsonl" in page
    assert "سؤال" in page


def test_nothing_is_loaded(page: str) -> None:
    assert re.findall(r'(?:src|href)="([^"]*)"', page) == ["data:,"]
    assert "http" not in page.replace("http-equiv", "")


def test_outputs_that_cannot_be_written_are_told_before_the_measuring(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as error:
        Outputs(tmp_path / "nowhere" / "a.json", None).check()
    assert "nowhere/a.json cannot be written" in error.value.message


def test_the_check_leaves_an_earlier_result_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("{}")
    Outputs(path, None).check()
    assert path.read_text() == "{}"
