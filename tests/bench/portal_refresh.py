"""How long a refresh of a portal of 1,000 pages takes, and whether it does only what is needed.

    python -m tests.bench.portal_refresh [--pages 1000] [--json FILE]

Everything is real: the portal answers on loopback, the command is ``hanni refresh``, the model
embeds every text (nothing is in its cache at first). Embedding is what happens within the model;
everything else is the rest of the command, from the first request to publishing.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import yaml

from ingest.cli import app
from ingest.commands import publishing, shared
from ingest.late_model import LateEmbedder
from knowledge.embedding import Embedder, Matrix, Vector
from knowledge.model.store import ModelStore
from knowledge.search import Search
from knowledge.settings import CONTENT_FOLDER, Settings
from knowledge.snapshot import SnapshotStore
from tests.bench.portal_pages import fee_of, id_of, path_of, portal_page, teaser_list, title_of
from tests.conftest import environment
from tests.ingest.sources.portal_server import Portal, serving_portal

_SERVICES, _LANGUAGES = ("hundesteuer", "reisepass", "sperrmuell"), ("de", "tr")
_CHANGED, _WITHDRAWN, _MOVED = 10, 30, 20
_GOLDEN = 40


class Timed:
    """An embedder that says what it was given and how long it took."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self.fingerprint = inner.fingerprint
        self.dimensions = inner.dimensions
        self.seconds = 0.0
        self.texts: list[str] = []

    def query(self, text: str) -> Vector:
        return self._inner.query(text)  # golden questions: not part of building

    def queries(self, texts: Sequence[str]) -> Matrix:
        with self._timing(texts):
            return self._inner.queries(texts)

    def passages(self, texts: Sequence[str]) -> Matrix:
        with self._timing(texts):
            return self._inner.passages(texts)

    @contextmanager
    def _timing(self, texts: Sequence[str]) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds += time.perf_counter() - began
        self.texts += texts


class Bench:
    """One portal, one data folder."""

    def __init__(self, folder: Path, portal: Portal, pages: int) -> None:
        self.portal, self.pages = portal, pages
        cache = Settings().cache
        (folder / "cache").mkdir()
        for name in ("models", "languages"):
            if (cache / name).exists():
                (folder / "cache" / name).symlink_to(cache / name)
        self.settings = Settings(
            data=folder / "data", content=_small_content(folder), cache=folder / "cache"
        )
        self.timed = Timed(ModelStore(self.settings).load(every_core=True))
        self.golden = folder / "golden.yaml"
        self.variables = environment(
            self.settings, HANNI_GOLDEN=str(self.golden), HANNI_GATE_WITHDRAWN="0.5"
        )
        self.write()

    def write(self) -> None:
        """Fill the portal; sources.yaml and golden questions go with it."""
        for number in range(self.pages):
            self.put(number)
        for start in range(0, self.pages, 50):
            self.portal.pages[f"/lebenslagen/{start}.html"] = teaser_list(range(start, start + 50))
        self.settings.data.mkdir()
        source = {
            "name": "serviceportal", "kind": "portal", "sitemap": f"{self.portal.url}/sitemap.xml",
            "pages": "/dienstleistungen/", "requests_per_second": 10_000, "allow_private_addresses": True,
        }  # fmt: skip
        (self.settings.data / "sources.yaml").write_text(yaml.safe_dump({"sources": [source]}))
        step = max(1, (self.pages - _WITHDRAWN) // _GOLDEN)
        asked = [
            {"language": "de", "services": [id_of(n)], "question": f"Was kostet es, wenn ich {title_of(n)} möchte?"}
            for n in range(_WITHDRAWN, self.pages, step)
        ]  # fmt: skip
        self.golden.write_text(yaml.safe_dump({"questions": asked}), encoding="utf-8")

    def put(self, number: int, version: int = 0) -> None:
        """Publish a version of a page."""
        page = portal_page(number, version)
        self.portal.bodies[page.path] = page.html
        self.portal.lastmod[page.path] = page.lastmod

    def refresh(self) -> tuple[float, float, int]:
        """The command in this process: seconds, seconds of embedding, texts embedded."""
        self.timed.seconds, self.timed.texts = 0.0, []
        late = LateEmbedder(self.timed.fingerprint, lambda: self.timed)
        began = time.perf_counter()
        with (
            mock.patch.dict(os.environ, self.variables),
            mock.patch.object(publishing, "late_model", return_value=late),
            mock.patch.object(shared.console, "quiet", new=True),
        ):
            app(["refresh", "--yes"], standalone_mode=False)
        return time.perf_counter() - began, self.timed.seconds, len(self.timed.texts)

    def command(self) -> float:
        """Seconds of ``hanni refresh`` as an editor types it, from start to end."""
        command = [str(Path(sys.executable).parent / "hanni"), "refresh", "--yes"]
        began = time.perf_counter()
        subprocess.run(command, env=self.variables, check=True, capture_output=True)
        return time.perf_counter() - began

    def found(self, numbers: Sequence[int]) -> dict[int, tuple[str, str]]:
        """For each page's own question the service found first, and its costs."""
        snapshot = SnapshotStore(self.settings).open_published(self.timed.fingerprint)
        search = Search(snapshot, self.timed)
        results = {}
        for number in numbers:
            service = search(f"Was kostet es, {title_of(number)}?", "de").services[0].service
            cost = snapshot.knowledge.services[service].texts["de"].section("cost")
            results[number] = (service, cost.text if cost else "")
        snapshot.close()
        return results


def _small_content(folder: Path) -> Path:
    content = folder / "content"
    for service in _SERVICES:
        target = content / "services" / service
        target.mkdir(parents=True)
        for language in _LANGUAGES:
            source = CONTENT_FOLDER / "services" / service / f"{language}.md"
            (target / source.name).write_bytes(source.read_bytes())
    for name in ("city.yaml", "helplines.yaml"):
        (content / name).write_bytes((CONTENT_FOLDER / name).read_bytes())
    return content


def measure(folder: Path, portal: Portal, pages: int) -> Iterator[tuple[str, float | int]]:
    """All figures, by name, as they come."""
    bench = Bench(folder, portal, pages)
    whole, embedding, texts = bench.refresh()
    yield "full: seconds", whole
    yield "full: seconds of embedding", embedding
    yield "full: texts embedded", texts
    yield "full: everything else / embedding", (whole - embedding) / embedding
    unchanged, _, embedded = bench.refresh()
    yield "nothing changed: seconds within the command", unchanged
    yield "nothing changed: texts embedded", embedded
    typed = bench.command()
    yield "nothing changed: seconds of `hanni refresh`, start to end", typed
    yield "nothing changed: times faster", whole / typed

    changed = list(range(100, 100 + _CHANGED))
    for number in changed:
        bench.put(number, version=1)
    seconds, _, texts = bench.refresh()
    named = [title_of(number) for number in changed]
    foreign = [text for text in bench.timed.texts if not any(name in text for name in named)]
    found = bench.found(changed)
    yield "10 changed: seconds", seconds
    yield "10 changed: texts embedded", texts
    yield "10 changed: texts of other pages embedded", len(foreign)
    yield "10 changed: new fee found", sum(str(fee_of(n, 1)) in cost for n, (_, cost) in found.items())  # fmt: skip

    withdrawn = list(range(_WITHDRAWN))
    for number in withdrawn:
        del portal.bodies[path_of(number)]
    moved = list(range(200, 200 + _MOVED))
    for number in moved:
        new = path_of(number, f"neuer-name-{number}")
        portal.bodies[new] = portal.bodies.pop(path_of(number))
        portal.lastmod[new] = "2026-09-11"
        portal.moved[path_of(number)] = new
    seconds, _, texts = bench.refresh()
    gone = {id_of(number) for number in withdrawn}
    answers = bench.found([*withdrawn, *moved])
    yield "30 withdrawn, 20 moved: seconds", seconds
    yield "30 withdrawn, 20 moved: texts embedded", texts
    yield "withdrawn pages in answers", sum(service in gone for service, _ in answers.values())
    yield "moved pages found under their id", sum(answers[n][0] == id_of(n) for n in moved)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=1000, help="At least 250.")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    report: dict[str, float | int] = {"pages": options.pages}
    with tempfile.TemporaryDirectory() as folder, serving_portal() as portal:
        for name, value in measure(Path(folder), portal, options.pages):
            report[name] = value
            shown = f"{value:,.3f}" if isinstance(value, float) else f"{value:,}"
            print(f"{name:60} {shown}", flush=True)
    if options.json:
        options.json.write_text(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
