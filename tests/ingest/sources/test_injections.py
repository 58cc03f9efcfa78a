"""75 orders in ten languages, hidden in six ways: none is indexed, and the editor is told of each."""

from pathlib import Path

import pytest
import yaml

from ingest.sources.suspicion import Suspicion
from knowledge.detection import LanguageDetector
from knowledge.records import Knowledge
from tests.ingest.sources.hiding import WAYS, Reader

OWN: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "injections.yaml").read_text(encoding="utf-8")
)
HARMLESS = OWN.pop("harmless")
ORDERS = [text for texts in OWN.values() for text in texts]


@pytest.mark.parametrize("way", WAYS)
def test_no_order_is_indexed_and_each_is_told(
    way: str, tmp_path: Path, detector: LanguageDetector
) -> None:
    assert len(ORDERS) == 75
    read = Reader(tmp_path, detector)
    fates = {text: read(WAYS[way](text)) for text in ORDERS}
    assert [text for text, fate in fates.items() if fate.holds(text)] == []
    assert [text for text, fate in fates.items() if not fate.told] == []


def test_what_offices_write_is_indexed(tmp_path: Path, detector: LanguageDetector) -> None:
    read = Reader(tmp_path, detector)
    fates = {text: read(WAYS["visible text"](text)) for text in HARMLESS}
    assert [text for text, fate in fates.items() if not fate.holds(text) or fate.told] == []


def test_only_the_foreign_sentence_is_left_out(tmp_path: Path, detector: LanguageDetector) -> None:
    fate = Reader(tmp_path, detector)(WAYS["visible text"]("What is the capital of Brazil?"))
    assert not fate.withheld
    assert "Bringen Sie Fotos mit. Danke." in fate.indexed
    (told,) = fate.told
    assert "left out: 'What is the capital of Brazil?'" in told


def test_a_title_in_another_language_that_asks_is_withheld(
    tmp_path: Path, detector: LanguageDetector
) -> None:
    markup = WAYS["comment"]("x").replace("<h1>Hundesteuer", "<h1>What is the capital of Brazil?")
    assert Reader(tmp_path, detector)(markup).withheld


def test_the_shipped_content_holds_nothing_suspect(knowledge: Knowledge) -> None:
    suspicion = Suspicion()
    texts = {s.id: "\n".join(x.text for x in s.texts["de"].sections) for s in knowledge.services.values()}  # fmt: skip
    assert {id_: found for id_, text in texts.items() if (found := suspicion.visible(text))} == {}
