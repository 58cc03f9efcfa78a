"""An editor with every kind of source, all on this machine."""

from knowledge.embedding import OnnxEmbedder
from knowledge.search import Search
from knowledge.snapshot import SnapshotStore
from tests.ingest.sources.pages import page, path_of
from tests.ingest.sources.portal_server import Portal
from tests.ingest.sources.pvog_server import Suchdienst
from tests.ingest.sources.test_xzufi import message, service, text_module
from tests.ingest.test_editors import Editor

PAGES = 8


class City:
    """An editor with a portal, the search API, XZuFi files and an FAQ list."""

    def __init__(self, editor: Editor, portal: Portal, api: Suchdienst, embedder: OnnxEmbedder) -> None:  # fmt: skip
        self.editor, self.portal, self.api = editor, portal, api
        self._embedder = embedder
        self.data = editor.settings.data
        self.data.mkdir()
        for number in range(PAGES):
            self.put(number)
        api.add(41, "Anzeige einer Versammlung unter freiem Himmel, spätestens 48 Stunden vorher.")
        api.add(42, "Wer eine Drohne steigen lässt, braucht das Einverständnis der Luftfahrtbehörde.")  # fmt: skip
        self.write_xzufi(
            service(1, text_module("06", "Ein Osterfeuer wird zwei Wochen vorher angezeigt.")),
            service(2, text_module("06", "Ein Kleingarten wird beim Bezirksverband gepachtet.")),
        )
        self.write_list("Wie viel kostet die Hundemarke?;Sie kostet nichts.;hundesteuer")
        polite = (
            "requests_per_second: 10000, back_off: 0.01, attempts: 2, allow_private_addresses: true"
        )
        (self.data / "sources.yaml").write_text(f"""sources:
  - {{name: amt, kind: faqs, files: [amt.csv]}}
  - {{name: land, kind: xzufi, files: [land.xml]}}
  - {{name: portal, kind: portal, sitemap: "{portal.url}/sitemap.xml", {polite}}}
  - {{name: pvog, kind: pvog, url: "{api.url}", page_size: 5, {polite}}}
""")

    def put(self, number: int, fee: int | None = None, day: str = "2025-01-01") -> None:
        self.portal.pages[path_of(number)] = page(number, fee)
        self.portal.lastmod[path_of(number)] = day

    def write_xzufi(self, *parts: str) -> None:
        (self.data / "land.xml").write_text(message(*parts), encoding="utf-8")

    def write_list(self, *rows: str) -> None:
        text = "\n".join(("Frage;Antwort;Dienstleistung", *rows))
        (self.data / "amt.csv").write_text(text, encoding="utf-8")

    def refresh(self, *more: str) -> dict[str, int]:
        """Publish; the changes by kind."""
        counts: dict[str, int] = self.editor.json("refresh", *more)["counts"]  # type: ignore[assignment]
        return counts

    def found(self, question: str) -> str:
        """The service that is found first."""
        snapshot = SnapshotStore(self.editor.settings).open_published(self._embedder.fingerprint)
        try:
            return Search(snapshot, self._embedder)(question, "de").services[0].service
        finally:
            snapshot.close()
