"""XZuFi messages of all versions; hostile and huge files."""

from pathlib import Path

import pytest

from ingest.sources.base import Problem
from ingest.sources.reading import read_sources
from knowledge.content import read_content
from knowledge.records import Knowledge, Service
from knowledge.settings import Settings
from tests.bench.xzufi_size import read_dump, write_dump


@pytest.fixture
def xzufi(tmp_path: Path, small_settings: Settings) -> Settings:
    data = tmp_path / "data"
    data.mkdir()
    (data / "sources.yaml").write_text(
        "sources:\n  - {name: xzufi, kind: xzufi, index: index.txt}\n"
    )
    (data / "index.txt").write_text("one.xml\n")
    return small_settings


def read(settings: Settings) -> tuple[Knowledge, list[Problem]]:
    problems: list[Problem] = []
    return read_sources(settings, tell=problems.append), problems


def message(*parts: str, version: str = "2_2_0") -> str:
    return (
        f'<xzufi:transfer xmlns:xzufi="http://xoev.de/schemata/xzufi/{version}" xzufiVersion="x">'
        f"<xzufi:nachrichtenkopf/>{''.join(parts)}</xzufi:transfer>"
    )


def service(number: int, *modules: str) -> str:
    name = text_module("03", f"Leistung {number}", en=f"Service {number}")
    return (
        f'<xzufi:schreibe><xzufi:leistung><xzufi:id schemeAgencyID="L100">{number}</xzufi:id>'
        f"<xzufi:referenzLeiKa><code>9900000000{number:04}</code></xzufi:referenzLeiKa>{name}{''.join(modules)}"
        "<xzufi:versionsinformation><xzufi:geaendertDatumZeit>2025-03-04T10:00:00+01:00"
        "</xzufi:geaendertDatumZeit></xzufi:versionsinformation></xzufi:leistung></xzufi:schreibe>"
    )


def text_module(code: str, german: str, en: str | None = None) -> str:
    other = f'<xzufi:inhalt languageCode="en-GB">{en}</xzufi:inhalt>' if en else ""
    return (
        f"<xzufi:modulText><xzufi:leikaTextmodul><code>{code}</code></xzufi:leikaTextmodul>"
        f'<xzufi:inhalt languageCode="de-DE">{german}</xzufi:inhalt>{other}</xzufi:modulText>'
    )


def delete(number: int) -> str:
    return (
        '<xzufi:loesche klasse="Leistung"><xzufi:id schemeAgencyID="L100">'
        f"{number}</xzufi:id></xzufi:loesche>"
    )


RESPONSIBLE = """<xzufi:schreibe><xzufi:organisationseinheit><xzufi:id schemeAgencyID="L100">9</xzufi:id>
<xzufi:name><xzufi:name languageCode="de">Ordnungsamt</xzufi:name></xzufi:name></xzufi:organisationseinheit></xzufi:schreibe>
<xzufi:schreibe><xzufi:organisationseinheit><xzufi:id schemeAgencyID="L100">8</xzufi:id>
<xzufi:name><xzufi:name>Amt in München</xzufi:name></xzufi:name></xzufi:organisationseinheit></xzufi:schreibe>
<xzufi:schreibe><xzufi:onlinedienst><xzufi:id schemeAgencyID="L100">7</xzufi:id><xzufi:link languageCode="de">
<xzufi:typ><code>01</code></xzufi:typ><xzufi:link>https://online.example/antrag</xzufi:link></xzufi:link></xzufi:onlinedienst></xzufi:schreibe>"""


def duty(by: int, area: str) -> str:
    return (
        f'<xzufi:schreibe><xzufi:zustaendigkeitTransferObjekt><xzufi:uebergeordnetesObjektID schemeAgencyID="L100">{by}'
        '</xzufi:uebergeordnetesObjektID><xzufi:zustaendigkeit><xzufi:leistungID schemeAgencyID="L100">1</xzufi:leistungID>'
        f"<xzufi:gebietID>{area}</xzufi:gebietID></xzufi:zustaendigkeit></xzufi:zustaendigkeitTransferObjekt></xzufi:schreibe>"
    )


def one(knowledge: Knowledge, number: int = 1) -> Service:
    return knowledge.services[f"xzufi-l100-{number}"]


@pytest.mark.parametrize("version", ["2_1_0", "2_2_0", "2_3_1"])
def test_services_with_sections_languages_and_responsibility(xzufi: Settings, version: str) -> None:
    modules = (
        text_module("05", "Kurz."),
        text_module("06", "&lt;p&gt;Lang &amp;amp; gut.&lt;/p&gt;", en="Long."),
        text_module("08", "<![CDATA[<ul><li>Ausweis</li><li>Foto</li></ul>]]>"),
        "<xzufi:modulKosten><xzufi:kosten><xzufi:betrag>12.50</xzufi:betrag></xzufi:kosten></xzufi:modulKosten>",
        '<xzufi:sprachversion languageCode="en"><xzufi:maschinelleUebersetzung>true</xzufi:maschinelleUebersetzung></xzufi:sprachversion>',
        "<xzufi:modulBegriffImKontext><xzufi:begriffImKontext><xzufi:begriff>Zweitname</xzufi:begriff></xzufi:begriffImKontext></xzufi:modulBegriffImKontext>",
    )
    duties = duty(8, "091620000000") + duty(9, "03241") + duty(7, "032410001001")
    text = message(service(1, *modules), RESPONSIBLE, duties, version=version)
    (xzufi.data / "one.xml").write_text(text, encoding="utf-8")
    knowledge, problems = read(xzufi)
    assert problems == []
    found = one(knowledge)
    assert found.leika == "99000000000001"
    assert found.office.name == "Ordnungsamt"
    assert found.online_url == "https://online.example/antrag"
    german, english = found.texts["de"], found.texts["en"]
    sections = {section.name: section.text for section in german.sections}
    assert sections == {
        "summary": "Lang & gut.",
        "documents": "Ausweis\nFoto",
        "cost": "12,50 Euro",
    }
    assert german.aliases == ("Zweitname",)
    assert german.updated == "2025-03-04"
    assert (english.title, english.status) == ("Service 1", "machine")
    assert [s.text for s in english.sections] == ["Long."]


def test_deletions_and_later_messages_win(xzufi: Settings) -> None:
    (xzufi.data / "index.txt").write_text("one.xml\ntwo.xml\n../../etc/passwd\nmissing.xml\n")
    (xzufi.data / "one.xml").write_text(message(service(1), service(2), service(3)))
    again = service(2).replace("Leistung 2", "Anders")
    (xzufi.data / "two.xml").write_text(message(delete(77), delete(1), again))
    knowledge, problems = read(xzufi)
    assert "xzufi-l100-1" not in knowledge.services
    assert one(knowledge, 2).texts["de"].title == "Anders"
    assert [p.message.partition("' ")[2] for p in problems] == [
        "lies outside its folder; refused",
        "is not there",
    ]


BOMB = """<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>"""


@pytest.mark.parametrize(
    "broken",
    [BOMB + message(service(5)).replace("Leistung", "&c;&b;"), message(service(5))[:-40], ""],
)
def test_a_bad_file_is_refused_and_withdraws_nothing(xzufi: Settings, broken: str) -> None:
    (xzufi.data / "index.txt").write_text("one.xml\ntwo.xml\n")
    (xzufi.data / "one.xml").write_text(message(service(1)))
    (xzufi.data / "two.xml").write_text(message(service(2)))
    before, _ = read(xzufi)
    (xzufi.data / "two.xml").write_text(broken)
    knowledge, problems = read(xzufi)
    assert one(knowledge, 2) == one(before, 2)
    assert "root:" not in knowledge.model_dump_json()
    assert len(problems) == 1


def test_a_long_file_needs_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.xml"
    written = write_dump(path, 40_000_000, here=0.05)
    services, problems, grown, _ = read_dump(path)
    assert services == -(-written // 20)
    assert problems == 0
    assert grown < path.stat().st_size / 4


def test_services_of_other_areas_are_left_out(xzufi: Settings) -> None:
    nearby = service(2).replace("</xzufi:leistung>", "<xzufi:gueltigkeitGebietID>03241</xzufi:gueltigkeitGebietID></xzufi:leistung>")  # fmt: skip
    far = service(3).replace("</xzufi:leistung>", "<xzufi:gueltigkeitGebietID>09162</xzufi:gueltigkeitGebietID></xzufi:leistung>")  # fmt: skip
    elsewhere = duty(8, "091620000000")  # of service 1, by an office in Munich
    text = message(service(1), nearby, far, service(4), elsewhere)
    (xzufi.data / "one.xml").write_text(text, encoding="utf-8")
    knowledge, _ = read(xzufi)
    mine = {id_ for id_ in knowledge.services if id_.startswith("xzufi-")}
    assert mine == {"xzufi-l100-2", "xzufi-l100-4"}


def test_the_content_folder_wins_over_a_service_of_the_same_key(xzufi: Settings) -> None:
    own = read_content(xzufi.content).services
    key = own["hundesteuer"].leika
    assert key
    assert sum(service.leika == key for service in own.values()) == 1
    text = message(service(1, text_module("06", "Anderes."))).replace("99000000000001", key)
    (xzufi.data / "one.xml").write_text(text)
    knowledge, _ = read(xzufi)
    assert set(knowledge.services) == set(own)
    assert knowledge.services["hundesteuer"] == own["hundesteuer"]
