"""A city with every kind of source."""

from collections.abc import Iterator

import pytest

from ingest.commands import publishing
from knowledge.embedding import OnnxEmbedder
from knowledge.settings import Settings
from tests.ingest.city import City
from tests.ingest.sources.portal_server import serving_portal
from tests.ingest.sources.pvog_server import serving_suchdienst
from tests.ingest.test_editors import Editor


@pytest.fixture
def city(
    small_settings: Settings, embedder: OnnxEmbedder, monkeypatch: pytest.MonkeyPatch
) -> Iterator[City]:
    with serving_portal() as portal, serving_suchdienst() as api:
        # The session's model: loading it anew for each command would be most of the time.
        monkeypatch.setattr(publishing, "late_model", lambda _: embedder)
        yield City(Editor(small_settings, monkeypatch), portal, api, embedder)
