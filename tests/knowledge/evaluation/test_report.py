"""The report is one file that asks nobody for anything and shows text as text."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from knowledge.evaluation.plots import Bars, Distribution, HeatMap
from knowledge.evaluation.report import OutputError, Outputs, Report, Table

PLOTS = (
    Bars("Bars", ["de", "ar"], {"one": [0.5, 1.0], "two": [None, 0.25]}),
    HeatMap("Map", ["de", "ar"], ["de", "ar"], {("de", "de"): 0.9, ("de", "ar"): 0.1}),
    Distribution("Times", {"fast": [1.0, 2.0, 4.0], "slow": [10.0, 20.0, 400.0]}),
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
    assert [svg.get("role") for svg in plots] == ["img"] * 3
    assert [svg.get("aria-label", "").split(".")[0] for svg in plots] == ["Bars", "Map", "Times"]


def test_bars_are_as_long_as_their_values(page: str) -> None:
    lengths = [float(rect.get("width", 0)) for rect in svgs(page)[0].iter("rect")]
    assert lengths == [260, 520, 130]


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
