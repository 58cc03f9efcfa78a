"""Records that read like an order to a model: withheld until an editor releases them."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.errors import ContentError


class Entry(BaseModel):
    """A record that was flagged, and the words that did it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    place: str
    title: str
    reason: str
    #: Fingerprint of the suspect words; other words are a new suspicion.
    fingerprint: str
    found: str
    #: The day of the release; None: withheld.
    released: str | None = None


class Quarantine:
    """The file ``quarantine.yaml`` of a data folder."""

    def __init__(self, data: Path) -> None:
        """Read the file.

        Raises:
            ContentError: it cannot be read.
        """
        self._path = data / "quarantine.yaml"
        self._entries: dict[str, Entry] = {}
        if not self._path.exists():
            return
        try:
            listed = yaml.safe_load(self._path.read_text(encoding="utf-8")) or []
            self._entries = {entry["id"]: Entry.model_validate(entry) for entry in listed}
        except (
            OSError,
            UnicodeDecodeError,
            yaml.YAMLError,
            ValidationError,
            TypeError,
            KeyError,
        ) as e:
            raise ContentError(
                f"{self._path} cannot be read: {' '.join(str(e).split())}",
                "Correct it, or remove it: everything suspect is then withheld again.",
            ) from None

    def entries(self) -> list[Entry]:
        """All entries, withheld ones first."""
        return sorted(self._entries.values(), key=lambda e: (e.released is not None, e.id))

    def withholds(self, id_: str, place: str, title: str, reason: str) -> bool:
        """Note a suspicion; True unless exactly these words were released."""
        fingerprint = hashlib.sha256(reason.encode()).hexdigest()[:12]
        known = self._entries.get(id_)
        if known and known.fingerprint == fingerprint:
            return known.released is None
        self._entries[id_] = Entry(
            id=id_, place=place, title=title, reason=reason, fingerprint=fingerprint, found=_today()
        )
        return True

    def forget(self, kept: set[str]) -> None:
        """Drop entries of records that are no longer suspect."""
        self._entries = {id_: entry for id_, entry in self._entries.items() if id_ in kept}

    def release(self, id_: str) -> Entry:
        """Let a record through from the next refresh on.

        Raises:
            ContentError: there is no such record.
        """
        if id_ not in self._entries:
            raise ContentError(
                f"{id_!r} is not in quarantine.", "See what is: hanni quarantine list"
            )
        entry = self._entries[id_].model_copy(update={"released": _today()})
        self._entries[id_] = entry
        self.save()
        return entry

    def save(self) -> None:
        """Write the file, all or nothing."""
        if not self._entries and not self._path.exists():
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        listed = [entry.model_dump() for entry in self.entries()]
        temporary = self._path.with_name("quarantine.new")
        temporary.write_text(yaml.safe_dump(listed, allow_unicode=True, sort_keys=False), "utf-8")
        temporary.replace(self._path)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
