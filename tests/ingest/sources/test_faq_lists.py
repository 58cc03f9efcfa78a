"""FAQ lists as editors send them."""

import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from ingest.sources.base import Problem
from ingest.sources.reading import read_sources
from knowledge.errors import ContentError
from knowledge.records import Knowledge
from knowledge.settings import Settings


@pytest.fixture
def list_settings(tmp_path: Path, small_settings: Settings) -> Settings:
    data = tmp_path / "data"
    (data / "faqs").mkdir(parents=True)
    (data / "sources.yaml").write_text(
        "sources:\n  - {name: lists, kind: faqs, files: ['faqs/*'], service: hundesteuer}\n"
    )
    return small_settings


def read(settings: Settings) -> tuple[Knowledge, list[Problem]]:
    problems: list[Problem] = []
    return read_sources(settings, tell=problems.append), problems


def answers(knowledge: Knowledge) -> dict[str, str]:
    return {f.texts["de"].question: f.texts["de"].blocks[0].text for f in knowledge.faqs.values()}


def write_xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("FAQ des Bürgeramts", None, None),
        ("Frage", "Antwort", "Dienstleistung"),
        ("Wann kommt der Sperrmüll?", "Nach <b>Termin</b>.", "sperrmuell"),
        ("Ohne Antwort?", None, "sperrmuell"),
        ("Für wen?", "Für alle.", "gibt-es-nicht"),
    ):
        sheet.append(row)
    book.save(path)


def test_every_format_is_read(list_settings: Settings) -> None:
    folder = list_settings.data / "faqs"
    write_xlsx(folder / "amt.xlsx")
    (folder / "liste.csv").write_bytes(
        "Frage;Antwort;Sprache;ID\r\nMuss ein Welpe angemeldet werden?;Ja, sofort.;de;welpe\r\n"
        "Köpek?;Evet.;tr;welpe\r\n".encode("cp1254")
    )
    (folder / "liste.yaml").write_text(
        "faqs:\n  - frage: Was kostet die Marke?\n    antwort: Nichts.\n    varianten: [Marke kaputt]\n",
        encoding="utf-8",
    )
    entity = {
        "@type": "Question",
        "name": "Gibt es Ermäßigung?",
        "acceptedAnswer": {"@type": "Answer", "text": "<p>Ja.</p><p style='display:none'>x</p>"},
    }
    (folder / "seite.jsonld").write_text(json.dumps({"@type": "FAQPage", "mainEntity": [entity]}))
    knowledge, problems = read(list_settings)
    assert answers(knowledge) == {
        "Wann kommt der Sperrmüll?": "Nach Termin.",
        "Muss ein Welpe angemeldet werden?": "Ja, sofort.",
        "Was kostet die Marke?": "Nichts.",
        "Gibt es Ermäßigung?": "Ja.",
    }
    assert knowledge.faqs["lists-welpe"].texts["tr"].question == "Köpek?"
    assert knowledge.faqs["lists-was-kostet-die-marke"].texts["de"].aliases == ("Marke kaputt",)
    assert sorted(p.message[:30] for p in problems) == [
        "left out: the answer is missin",
        "left out: there is no service ",
    ]


def test_what_cannot_be_read_stops_nothing_else(list_settings: Settings) -> None:
    folder = list_settings.data / "faqs"
    (folder / "a.xlsx").write_bytes(b"no zip")
    (folder / "b.yaml").write_text("a: [")
    (folder / "c.json").write_text("[" * 100_000)
    (folder / "d.csv").write_text("x;y\n1;2\n")
    with zipfile.ZipFile(folder / "e.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"0" * 250_000_000)
    with zipfile.ZipFile(folder / "f.xlsx", "w") as entities:
        entities.writestr("xl/workbook.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")
    (folder / "g.csv").write_text("Frage;Antwort\nGut?;Gut.\n")
    knowledge, problems = read(list_settings)
    assert answers(knowledge) == {"Gut?": "Gut."}
    assert [Path(p.place).name[0] for p in problems] == list("abcdef")


def test_mistakes_in_the_configuration_are_named(list_settings: Settings) -> None:
    path = list_settings.data / "sources.yaml"
    path.write_text("sources:\n  - {name: x, kind: portal, pages: '('}\n")
    with pytest.raises(ContentError, match="regular expression"):
        read(list_settings)
    path.write_text("sources:\n  - {name: content, kind: faqs, files: []}\n")
    with pytest.raises(ContentError, match="used twice"):
        read(list_settings)
    path.unlink()
    with pytest.raises(ContentError, match="no source 'y'"):
        read_sources(list_settings, only="y")
