"""``POST /api/tools/property-tax`` over a real socket."""

from collections.abc import Iterator

import httpx
import pytest

from bot.settings import BotSettings
from knowledge.errors import SettingsError
from knowledge.languages import SUPPORTED
from knowledge.settings import Settings
from tests.conftest import Server, serving

PATH = "/api/tools/property-tax"
HOUSE = {"plot_area": 500, "living_area": 120, "location_factor": "1.05"}


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url) as connected:
        yield connected


def test_the_whole_calculation(client: httpx.Client) -> None:
    response = client.post(PATH, json={**HOUSE, "hebesatz": 500, "language": "en"})
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    answer = response.json()
    assert (answer["messbetrag"], answer["tax"]) == ("65.10", "325.50")
    assert [step["id"] for step in answer["steps"]] == ["plot", "living", "messbetrag", "tax"]
    first = answer["steps"][0]
    assert first["formula"] == "500\u00a0m² × €0.04/m² × 1.05 = €21.00"
    assert first["paragraph"] == "§ 2 Abs. 3 NGrStG, § 4 Abs. 2 NGrStG"
    assert first["source"]["title"].startswith("Niedersächsisches Grundsteuergesetz")
    assert first["source"]["as_of"] == "2026-08-19"
    assert answer["hebesatz"] == {
        "percent": "500", "text": "500%", "origin": "request", "source": None, "year": None,
    }  # fmt: skip
    quarterly, yearly = answer["schedules"]
    assert [payment["amount"] for payment in quarterly["payments"]] == [
        "81.37", "81.37", "81.37", "81.39",
    ]  # fmt: skip
    assert quarterly["payments"][0]["date"] == "15 February"
    assert (quarterly["paragraph"], yearly["paragraph"]) == (
        "§ 28 Abs. 1 GrStG",
        "§ 28 Abs. 3 GrStG",
    )
    assert answer["missing"] == []


def test_small_amounts_have_their_own_dates(client: httpx.Client) -> None:
    for hebesatz, name, dates in (
        (20, "once", ["15. August"]),
        (40, "twice", ["15. Februar", "15. August"]),
    ):
        body = {**HOUSE, "hebesatz": hebesatz, "language": "de"}
        schedule = client.post(PATH, json=body).json()["schedules"][-1]
        assert schedule["id"] == name
        assert schedule["paragraph"] == "§ 28 Abs. 2 GrStG"
        assert [payment["date"] for payment in schedule["payments"]] == dates


@pytest.mark.parametrize("language", list(SUPPORTED))
def test_without_a_hebesatz_there_is_no_tax(client: httpx.Client, language: str) -> None:
    answer = client.post(PATH, json={**HOUSE, "language": language}).json()
    assert answer["language"] == language
    assert (answer["messbetrag"], answer["tax"], answer["schedules"]) == ("65.10", None, [])
    assert [missing["field"] for missing in answer["missing"]] == ["hebesatz"]
    assert "Hebesatz" in answer["missing"][0]["text"]


@pytest.mark.parametrize(
    ("body", "field", "reason", "says"),
    [
        (b'{"plot_area": -5, "living_area": 1}', "plot_area", "negative", "nie może być ujemna"),
        (b'{"plot_area": "x"}', "plot_area", "not_a_number", "Proszę podać liczbę"),
        (b'{"plot_area": NaN}', "plot_area", "not_a_number", "Proszę podać liczbę"),
        (b'{"plot_area": 1e999}', "plot_area", "not_a_number", "Proszę podać liczbę"),
        (b'{"plot_area": {}}', "plot_area", "not_a_number", "Proszę podać liczbę"),
        (b'{"plot_area": 1234567890123456}', "plot_area", "too_many_digits", "15 cyfr"),
        (b"{}", "plot_area", "missing", "Brakuje"),
        (b'{"plot_area": 500}', "living_area", "missing", "Brakuje"),
        (b'{"plot_area": 500, "living_area": 1, "location_factor": 100}', "location_factor",
         "out_of_range", "od 0,1 do 10"),
        (b'{"plot_area": 20000, "living_area": 1}', "plot_area", "special_plot", "mostly_unbuilt = false"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_a_problem_that_names_field_and_remedy(
    client: httpx.Client, body: bytes, field: str, reason: str, says: str
) -> None:
    headers = {"content-type": "application/json", "accept-language": "pl"}
    response = client.post(PATH, content=body, headers=headers)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["content-language"] == "pl"
    problem = response.json()
    assert problem["type"] == "urn:hanni:problem:invalid"
    assert (problem["field"], problem["reason"]) == (field, reason)
    assert says in problem["detail"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"5", b'{"plot_area": ' + b"9" * 5000 + b"}"])
def test_what_is_no_object_is_a_problem_too(client: httpx.Client, body: bytes) -> None:
    response = client.post(PATH, content=body, headers={"content-type": "application/json"})
    assert response.status_code in {400, 422}
    assert response.headers["content-type"] == "application/problem+json"


def test_it_is_rate_limited_and_takes_the_hebesatz_from_the_settings(published: Settings) -> None:
    settings = {
        "HANNI_RATE_LIMIT": "3/minute",
        "HANNI_HEBESATZ": "512.5",
        "HANNI_HEBESATZ_SOURCE": "Hebesatzsatzung der Musterstadt",
        "HANNI_HEBESATZ_YEAR": "2026",
    }
    with serving(published, **settings) as running, httpx.Client(base_url=running.url) as client:
        answer = client.post(PATH, json={**HOUSE, "language": "de"}).json()
        assert answer["tax"] == "333.63"
        assert answer["hebesatz"]["origin"] == "settings"
        assert answer["hebesatz"]["year"] == 2026
        assert "Musterstadt" in answer["notices"][0]
        own = client.post(PATH, json={**HOUSE, "hebesatz": 400, "language": "de"}).json()
        assert own["tax"] == "260.40"
        assert not any("Musterstadt" in notice for notice in own["notices"])
        client.post(PATH, json=HOUSE)
        refused = client.post(PATH, json=HOUSE)
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    "given",
    [
        {"HANNI_HEBESATZ": "500"},
        {"HANNI_HEBESATZ_SOURCE": "Satzung"},
        {"HANNI_HEBESATZ_YEAR": "2026"},
        {"HANNI_HEBESATZ": "500", "HANNI_HEBESATZ_YEAR": "2026"},
        {"HANNI_HEBESATZ": "500", "HANNI_HEBESATZ_SOURCE": "Satzung"},
        {"HANNI_HEBESATZ": "0", "HANNI_HEBESATZ_SOURCE": "Satzung", "HANNI_HEBESATZ_YEAR": "2026"},
    ],
)
def test_a_hebesatz_is_configured_with_source_and_year_or_not_at_all(
    given: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match="HANNI_HEBESATZ"):
        BotSettings.load()
