"""A snapshot of any size, made from copies of the published one, to see how Hanni scales.

The copies are services of their own: same words, vectors turned a little at random. The folder is
the published one's but for what has a row or a record a passage; so it opens and answers as
any snapshot does.
"""

import json
import shutil
from collections.abc import Iterator
from itertools import count, islice

import numpy as np

from knowledge.embedding import Matrix, unit
from knowledge.progress import Progress
from knowledge.records import Knowledge, Passage
from knowledge.settings import Settings
from knowledge.snapshot import (
    CHROMA,
    KNOWLEDGE,
    MANIFEST,
    PASSAGE_LIST,
    PASSAGES,
    VECTORS,
    Snapshot,
    SnapshotStore,
    sha256,
    write_lexical,
)
from knowledge.vectors import open_client, write_collection

#: Length of the random step beside a vector of length one: copies have a cosine of .89.
_STEP = 0.5
#: Copies of one run are those of the next.
_SEED = 7


def write_synthetic(
    published: Snapshot, source: Settings, target: Settings, size: int, progress: Progress
) -> None:
    """Publish a snapshot of ``size`` passages in the folder of ``target``."""
    number = published.manifest.number
    store = SnapshotStore(target)
    folder = store.path(number)
    shutil.copytree(
        SnapshotStore(source).path(number), folder, ignore=shutil.ignore_patterns(CHROMA)
    )
    passages = sorted(islice(_copies(published.passages), size), key=lambda passage: passage.unit)
    vectors = _turned(published, passages)
    knowledge = _knowledge(published.knowledge, passages)
    (folder / KNOWLEDGE).write_text(knowledge.model_dump_json(), encoding="utf-8")
    (folder / PASSAGES).write_bytes(PASSAGE_LIST.dump_json(passages))
    np.save(folder / VECTORS, vectors)
    write_lexical(folder, passages)
    client = open_client(None, folder / CHROMA)
    write_collection(
        client, published.manifest.collection, passages, vectors,
        lambda done: progress(f"Writing {size}", done, size),
    )  # fmt: skip
    client.close()  # type: ignore[attr-defined]
    manifest = published.manifest.model_copy(
        update={
            "passages": size,
            "services": len(knowledge.services),
            "faqs": len(knowledge.faqs),
            "files": {name: sha256(folder / name) for name in published.manifest.files},
        }
    )
    (folder / MANIFEST).write_text(json.dumps(manifest.model_dump()), encoding="utf-8")
    store.pointer.write_text(f"{number}\n", encoding="ascii")


def _copies(passages: list[Passage]) -> Iterator[Passage]:
    """The passages themselves, then copies without end."""
    yield from passages
    for copy in count(1):
        for passage in passages:
            part = f"{passage.part}~{copy}" if passage.faq else passage.part
            yield passage.model_copy(
                update={
                    "id": f"{passage.id}~{copy}",
                    "service": f"{passage.service}~{copy}",
                    "part": part,
                }
            )


def _turned(published: Snapshot, passages: list[Passage]) -> Matrix:
    """The vectors of passages and copies; a copy's is turned at random."""
    rows = {passage.id: row for row, passage in enumerate(published.passages)}
    vectors = np.asarray(published.vectors)[[rows[_original(p.id)] for p in passages]]
    steps = unit(np.random.default_rng(_SEED).standard_normal(vectors.shape, np.float32))
    steps[[_original(passage.id) == passage.id for passage in passages]] = 0
    return unit(vectors + _STEP * steps)


def _knowledge(original: Knowledge, passages: list[Passage]) -> Knowledge:
    """The records of exactly the services and FAQs that the passages are of."""
    services = dict.fromkeys(passage.service for passage in passages)
    faqs = {passage.faq: passage.service for passage in passages if passage.faq}
    return original.model_copy(
        update={
            "services": {
                id_: original.services[_original(id_)].model_copy(update={"id": id_})
                for id_ in services
            },
            "faqs": {
                id_: original.faqs[_original(id_)].model_copy(
                    update={"id": id_, "service": service}
                )
                for id_, service in faqs.items()
            },
        }
    )


def _original(id_: str) -> str:
    return id_.split("~")[0]
