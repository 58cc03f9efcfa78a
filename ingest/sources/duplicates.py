"""Merges services that say nearly the same; both links are kept.

Candidates share a bucket of MinHash signatures (Broder 1997) of their five-word shingles; they are
merged if the exact Jaccard similarity is high, the titles agree and the numbers are the same. A page
with last year's rate is therefore no duplicate but a contradiction, which `hanni check` is for.
"""

import re
from collections.abc import Iterable
from itertools import combinations
from zlib import crc32

import numpy as np
import numpy.typing as npt

from knowledge.languages import ORIGINAL
from knowledge.records import Block, Item, Section, Service, Source
from knowledge.text import words

SIMILAR = 0.85
_TITLES = 0.6
_SHINGLE, _HASHES, _BAND = 5, 64, 4
_PRIME = (1 << 31) - 1
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def merge_duplicates(services: Iterable[Service]) -> tuple[list[Service], dict[str, str]]:
    """The services without near-duplicates, and for each that went the id of the one that stayed.

    Of two the one that came first stays.
    """
    kept = list(services)
    texts = [_text(service) for service in kept]
    shingles = [_shingles(text) for text in texts]
    buckets: dict[tuple[int, bytes], list[int]] = {}
    for at, signature in enumerate(_signatures(shingles)):
        for band in range(0, _HASHES, _BAND):
            key = (band, signature[band : band + _BAND].tobytes())
            buckets.setdefault(key, []).append(at)
    pairs = {pair for rows in buckets.values() if len(rows) < 50 for pair in combinations(rows, 2)}
    into: dict[int, int] = {}
    for first, second in sorted(pairs):
        first = into.get(first, first)
        if second in into or first == second:
            continue
        if (
            _jaccard(shingles[first], shingles[second]) >= SIMILAR
            and _jaccard(_title(kept[first]), _title(kept[second])) >= _TITLES
            and sorted(_NUMBER.findall(texts[first])) == sorted(_NUMBER.findall(texts[second]))
        ):
            into[second] = first
            kept[first] = also(kept[first], kept[second])
    gone = {kept[second].id: kept[first].id for second, first in into.items()}
    return [service for at, service in enumerate(kept) if at not in into], gone


def also(service: Service, other: Service) -> Service:
    """The service, citing the other's page beside its own."""
    if other.portal is None or (service.portal and other.portal.url == service.portal.url):
        return service
    if any(source.url == other.portal.url for source in service.sources.values()):
        return service
    text = other.texts[ORIGINAL]
    source = next(iter(other.sources.values()), None) or Source(
        title=text.title, url=other.portal.url, as_of=text.updated
    )
    key = f"also-{other.id}"
    german = service.texts[ORIGINAL]
    cited = german.model_copy(update={"sections": tuple(_cite(s, key) for s in german.sections)})
    return service.model_copy(
        update={
            "sources": {**service.sources, key: source},
            "texts": {**service.texts, ORIGINAL: cited},
        }
    )


def _cite(section: Section, key: str) -> Section:
    blocks = tuple(
        Block(
            kind=block.kind,
            items=tuple(Item(text=i.text, sources=(*i.sources, key)) for i in block.items),
        )
        for block in section.blocks
    )
    return Section(name=section.name, blocks=blocks)


def _text(service: Service) -> str:
    return "\n".join(section.text for section in service.texts[ORIGINAL].sections)


def _title(service: Service) -> frozenset[str]:
    return frozenset(words(service.texts[ORIGINAL].title))


def _shingles(text: str) -> frozenset[str]:
    parts = text.lower().split()
    ends = range(max(1, len(parts) - _SHINGLE + 1))
    return frozenset(" ".join(parts[at : at + _SHINGLE]) for at in ends)


def _signatures(shingles: list[frozenset[str]]) -> npt.NDArray[np.int64]:
    """MinHash signatures, shape (texts, hashes)."""
    random = np.random.default_rng(0)
    a, b = random.integers(1, _PRIME, (2, _HASHES, 1), np.int64)
    rows = np.empty((len(shingles), _HASHES), np.int64)
    for at, words_ in enumerate(shingles):
        values = np.array([crc32(word.encode()) & 0x7FFFFFFF for word in words_], np.int64)
        # Both factors are below 2^31, so nothing overflows.
        rows[at] = ((a * values + b) % _PRIME).min(axis=1)
    return rows


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0
