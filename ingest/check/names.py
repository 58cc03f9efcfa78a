"""How people ask: no alias of two services, and each finds its own."""

from collections.abc import Callable, Iterator

from ingest.check.content import Content
from ingest.check.finding import Finding
from ingest.vector_cache import VectorCache
from knowledge.embedding import Embedder
from knowledge.languages import SUPPORTED
from knowledge.records import Service
from knowledge.search import Search
from knowledge.settings import Settings
from knowledge.snapshot import Snapshot
from knowledge.text import clean, fold


def shared_aliases(content: Content) -> Iterator[Finding]:
    """Aliases that two services have in one language."""
    owners: dict[tuple[str, str], str] = {}
    for text in content.texts:
        if not isinstance(text.record, Service) or text.language not in SUPPORTED:
            continue
        for alias in text.aliases:
            owner = owners.setdefault((text.language, fold(alias)), text.record.id)
            if owner != text.record.id:
                values = {"alias": alias, "other": owner}
                line = content.line(text.file, alias)
                yield Finding("error", "shared_alias", text.file, line, values=values)


def lost_aliases(
    content: Content,
    snapshot: Snapshot,
    embedder: Embedder,
    settings: Settings,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Iterator[Finding]:
    """Aliases of services that find another service first in a snapshot.

    Their vectors are in the cache, because aliases are embedded when a snapshot is built.
    """
    known = snapshot.knowledge.services
    asked = [
        (text, alias)
        for text in content.texts
        if isinstance(text.record, Service) and text.record.id in known
        for alias in text.aliases
    ]
    if not asked:
        return
    with VectorCache(settings.cache / "vectors", embedder) as cache:
        vectors, _ = cache.embed([alias for _, alias in asked], "query")
    search = Search(snapshot, embedder)
    for number, ((text, alias), vector) in enumerate(zip(asked, vectors, strict=True), 1):
        found = search.with_vector(clean(alias), text.language, vector, learn=False)
        progress("aliases", number, len(asked))
        if (first := found.services[0].service) != text.record.id:
            values = {"alias": alias, "found": first}
            yield Finding("warning", "lost_alias", text.file, content.line(text.file, alias), values=values)  # fmt: skip
