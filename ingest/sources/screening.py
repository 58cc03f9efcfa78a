"""Cleans records and withholds those that read like an order to a model."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from ingest.sources.base import Found, Problem, Tell
from ingest.sources.foreign import ForeignRequests, is_empty, without_requests
from ingest.sources.quarantine import Quarantine
from ingest.sources.store import Row, SourceStore
from ingest.sources.suspicion import Suspicion
from knowledge.detection import LanguageDetector
from knowledge.languages import ORIGINAL
from knowledge.records import Faq, Record, Service

R = TypeVar("R", bound=Record)

#: Invisible characters that carry nothing; the half-space of Persian words stays.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200d-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\u115f\u1160\u3164\uffa0\U000e0000-\U000e01ef]"
)
_NO_TEXT = {"id", "url", "online_url", "service", "leika", "as_of", "updated", "language"}


class Screening:
    """One run over the records of all sources; what was harmless before is not read again."""

    def __init__(self, data: Path, tell: Tell, detector: Callable[[], LanguageDetector]) -> None:
        """``detector`` is called if there is a text that was not read before."""
        self._quarantine = Quarantine(data)
        self._known = SourceStore(data / "sources" / "screened.sqlite3")
        self._suspicion: Suspicion | None = None
        self._foreign: ForeignRequests | None = None
        self._detector = detector
        self._tell = tell
        self._suspect: set[str] = set()
        self._harmless: list[Row] = []

    def __call__(self, found: Found) -> Service | Faq | None:
        """The cleaned record; None if it is withheld."""
        record = found.record
        texts = list(dict.fromkeys(_texts(record)))
        digest = hashlib.sha256("\0".join([*texts, "\1", *found.hidden]).encode("utf-8", "replace"))
        key = digest.hexdigest()
        foreign: list[str] = []
        if (known := self._known.get(key)) is None or known.content:
            reason, hidden = self._read(texts, found.hidden)
            record, foreign = without_requests(record, self._requests)
            # Without its name, or all of its text, a record is none.
            reason = reason or next(self._requests.any([title_of(record)]), None)
            reason = reason or (foreign[0] if foreign and is_empty(record) else None)
            if reason:
                self._suspect.add(record.id)
                title = title_of(record)
                if self._quarantine.withholds(record.id, found.place, title, reason):
                    self._tell(
                        Problem(
                            found.place, f"withheld, it reads like an order to a model: {reason!r}"
                        )
                    )
                    return None
            for text in hidden:
                self._tell(Problem(found.place, f"hidden text was left out: {text!r}"))
            for text in foreign:
                self._tell(
                    Problem(
                        found.place, f"it asks something in another language; left out: {text!r}"
                    )
                )
            if not reason and not hidden and not foreign:
                self._harmless.append(Row(key))
        return cleaned(record)

    def finish(self, *, everything: bool) -> None:
        """Write what was found; ``everything``: all sources were read, so old entries can go."""
        if everything:
            self._quarantine.forget(self._suspect)
        self._quarantine.save()
        self._known.put(self._harmless)

    def close(self) -> None:
        """Close the file of what is known to be harmless."""
        self._known.__exit__(None, None, None)

    @property
    def _requests(self) -> ForeignRequests:
        if self._foreign is None:
            self._foreign = ForeignRequests(self._detector())
        return self._foreign

    def _read(self, texts: list[str], hidden: tuple[str, ...]) -> tuple[str | None, list[str]]:
        if self._suspicion is None:
            self._suspicion = Suspicion()
        reason = self._suspicion.visible("\n".join(texts)) or self._suspicion.hidden(hidden)
        notable = [*self._suspicion.notable(hidden), *self._requests.any(hidden)]
        return reason, list(dict.fromkeys(notable))


def cleaned(record: R) -> R:
    """The record without invisible and control characters, white space collapsed."""
    return type(record).model_validate(_clean(record.model_dump()))


def title_of(record: Service | Faq) -> str:
    """The German title or question."""
    if isinstance(record, Service):
        return record.texts[ORIGINAL].title
    return record.texts[ORIGINAL].question


def clean_text(text: str) -> str:
    """A text as it may be indexed."""
    bare = _INVISIBLE.sub("", text)
    if not bare.isascii():
        bare = unicodedata.normalize("NFC", bare)
    if not bare.isprintable():
        bare = "".join(
            " " if unicodedata.category(c) in {"Cc", "Cs", "Co", "Zl", "Zp", "Zs"} else c
            for c in bare
        )
    return " ".join(bare.split(" ")) if "  " not in bare else " ".join(bare.split())


def _clean(value: Any, key: str = "") -> Any:
    if isinstance(value, str):
        return value if key in _NO_TEXT else clean_text(value).strip()
    if isinstance(value, dict):
        return {k: _clean(v, k) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_clean(item, key) for item in value)
    return value


def _texts(record: Service | Faq) -> Iterator[str]:
    """Everything of a record that is read by citizens or by a model."""

    def strings(value: Any, key: str = "") -> Iterator[str]:
        if isinstance(value, str):
            if key not in _NO_TEXT | {"sources", "kind", "name", "status"}:
                yield value
        elif isinstance(value, dict):
            for k, v in value.items():
                yield from strings(v, k)
        elif isinstance(value, list | tuple):
            for item in value:
                yield from strings(item, key)

    yield from strings(record.model_dump(mode="json"))
    if isinstance(record, Service):
        yield record.office.name
