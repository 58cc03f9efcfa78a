"""How many orders to a model, hidden in pages in six ways, get into an index or past the editor.

    python -m tests.bench.injections ORDERS.jsonl [HARMLESS.jsonl]

Rows have the field ``text``. Harmless rows are read as a page's text of their own, and once more as a
visible sentence of a German page.
"""

import argparse
import json
import tempfile
from pathlib import Path

from ingest.sources.suspicion import Suspicion
from knowledge.detection import LanguageDetector
from knowledge.model.language_store import LanguageStore
from knowledge.settings import Settings
from tests.ingest.sources.hiding import WAYS, Reader


def texts_of(path: Path) -> list[str]:
    """The texts of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines if line.strip()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("orders", type=Path)
    parser.add_argument("harmless", type=Path, nargs="?")
    options = parser.parse_args()
    detector = LanguageDetector(LanguageStore(Settings()).load())
    orders = texts_of(options.orders)
    print(f"{'way':26} {'orders':>7} {'indexed':>8} {'untold':>7} {'withheld':>9}")
    for way, put in WAYS.items():
        with tempfile.TemporaryDirectory() as folder:
            read = Reader(Path(folder), detector)
            fates = [(order, read(put(order))) for order in orders]
        got_in = [order for order, fate in fates if fate.holds(order)]
        indexed = len(got_in)
        untold = sum(not fate.told for _, fate in fates)
        withheld = sum(fate.withheld for _, fate in fates)
        print(f"{way:26} {len(orders):7} {indexed:8} {untold:7} {withheld:9}", *got_in)
    if options.harmless:
        harmless, suspicion = texts_of(options.harmless), Suspicion()
        flagged = sum(suspicion.visible(text) is not None for text in harmless)
        with tempfile.TemporaryDirectory() as folder:
            read = Reader(Path(folder), detector)
            fates = [(text, read(WAYS["visible text"](text))) for text in harmless]
        withheld = sum(fate.withheld for _, fate in fates)
        left = sum(bool(fate.told) and not fate.withheld for _, fate in fates)
        print(f"harmless {len(harmless)}: flagged {flagged} as a text of their own; on a German page {withheld} pages withheld, {left} sentences left out")  # fmt: skip


if __name__ == "__main__":
    main()
