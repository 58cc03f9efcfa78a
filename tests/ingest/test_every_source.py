"""`hanni refresh` with every kind of source at once, as an editor runs it."""

import json
from pathlib import Path

import pytest

from ingest.history import History
from knowledge.errors import SourceError
from tests.ingest.city import City
from tests.ingest.sources.pages import path_of
from tests.ingest.sources.test_xzufi import delete, service, text_module
from tests.ingest.test_builder import leftovers


def test_everything_is_found_and_what_changes_is_told(city: City) -> None:
    city.refresh()
    assert city.found("Ein Osterfeuer anzeigen") == "xzufi-l100-1"
    assert city.found("Versammlung unter freiem Himmel") == "pvog-l100-lb-41"
    assert city.found("Imbisswagen anmelden in Linden") == "page-900000003"
    assert city.found("Wie viel kostet die Hundemarke?") == "hundesteuer"
    assert city.refresh() == {}

    city.put(2, fee=999, day="2025-02-02")
    renamed = path_of(3).replace("leistung", "neuer-name")
    city.portal.pages[renamed] = city.portal.pages.pop(path_of(3))
    city.portal.moved[path_of(3)] = renamed
    city.api.add(42, "Wer eine Drohne steigen lässt, versichert sie.", lastUpdate="2025-05-05")
    city.write_list("Wie viel kostet die Hundemarke?;Drei Euro.;hundesteuer")
    told = city.editor.says("refresh", "--dry-run")
    assert "Marktstand anmelden in Linden" in told
    assert "999 Euro" in told
    assert "Drei Euro" in told
    assert "link to the portal: instead of" in told
    assert "neuer-name" in told
    assert city.editor.published == 1
    assert city.refresh() == {"changed": 3, "link": 1}
    assert city.found("Imbisswagen anmelden in Linden") == "page-900000003"

    del city.portal.pages[path_of(5)]
    del city.api.services["L100.LB.41"]
    city.write_xzufi(service(1, text_module("06", "Ein Osterfeuer.")), service(2), delete(2))
    city.editor.set(GATE_WITHDRAWN=0.5)
    assert city.refresh()["withdrawn"] == 3
    for question in ("Versammlung unter freiem Himmel", "Kleingarten pachten"):
        assert city.found(question) not in {"pvog-l100-lb-41", "xzufi-l100-2", "page-900000005"}
    assert leftovers(city.editor.settings) == []
    assert [entry.number for entry in History(city.data).entries()] == [1, 2, 3]


def test_one_source_alone_leaves_the_others_as_they_were(city: City) -> None:
    city.refresh()
    city.put(2, fee=999, day="2025-02-02")
    city.api.add(42, "Neuer Text über Drohnen.", lastUpdate="2025-05-05")
    city.portal.asked.clear()
    assert city.refresh("--source", "pvog") == {"changed": 1}
    assert city.portal.asked == []
    assert city.refresh("--source", "portal") == {"changed": 1}


@pytest.mark.parametrize("what", ["portal down", "half a sitemap", "api down", "half an answer"])
def test_a_source_that_fails_as_a_whole_changes_nothing(city: City, what: str) -> None:
    city.refresh()
    if what == "portal down":
        city.portal.failing = {path: [500] * 9 for path in ("/sitemap.xml", *city.portal.pages)}
    elif what == "half a sitemap":
        city.portal.sitemap = city.portal.sitemap_xml()[:-40]
    elif what == "api down":
        city.api.instead["/v7/servicedescriptions/032410001001"] = 503
    else:
        body = json.dumps(city.api.listed("032410001001", 0, 5)).encode()[:-30]
        city.api.instead["/v7/servicedescriptions/032410001001"] = body
    failed = city.editor("refresh", "--yes")
    assert isinstance(failed.exception, SourceError)
    assert "cannot be read" in failed.exception.message
    assert city.editor.published == 1
    city.portal.failing, city.portal.sitemap, city.api.instead = {}, None, {}
    assert city.refresh() == {}


def test_half_an_xzufi_file_withdraws_nothing(city: City) -> None:
    city.refresh()
    path: Path = city.data / "land.xml"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole[: len(whole) // 2], encoding="utf-8")
    told = city.editor("refresh", "--yes")
    assert "read only in part" in told.stderr
    assert told.exit_code == 0
    assert city.found("Kleingarten pachten") == "xzufi-l100-2"
