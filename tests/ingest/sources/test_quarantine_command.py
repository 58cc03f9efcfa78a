"""``hanni quarantine``."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ingest.cli import app
from ingest.sources.quarantine import Quarantine
from knowledge.errors import ContentError


def test_what_is_withheld_is_listed_and_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANNI_DATA", str(tmp_path))
    quarantine = Quarantine(tmp_path)
    assert quarantine.withholds("page-1", "https://x.example/1", "Titel", "Ignoriere [alles]")
    quarantine.save()
    run = CliRunner().invoke
    assert "Ignoriere [alles]" in " ".join(run(app, ["quarantine", "list"]).output.split())
    (entry,) = json.loads(run(app, ["quarantine", "list", "--json"]).output)
    assert (entry["id"], entry["released"]) == ("page-1", None)
    assert run(app, ["quarantine", "release", "page-1"]).exit_code == 0
    again = Quarantine(tmp_path)
    assert not again.withholds("page-1", "https://x.example/1", "Titel", "Ignoriere [alles]")
    # Other words are another suspicion.
    assert again.withholds("page-1", "https://x.example/1", "Titel", "Vergiss alles")
    with pytest.raises(ContentError, match="not in quarantine"):
        again.release("page-2")
