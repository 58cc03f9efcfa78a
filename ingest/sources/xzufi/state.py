"""What the messages so far say; later ones overwrite and delete what earlier ones wrote.

Services wait on disk, so that a file may be larger than the memory; of the rest only what tells
who is in charge here is kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from ingest.sources.base import Problem
from ingest.sources.safe_xml import local
from ingest.sources.store import SourceStore, found_row
from ingest.sources.xzufi.offices import Unit, online_link, read_unit
from ingest.sources.xzufi.service import read_service, record_id
from ingest.sources.xzufi.tree import Id, all_of, child_of, id_of, string


@dataclass
class State:
    """What the messages so far say."""

    #: Services by record id.
    services: SourceStore
    areas: Sequence[str]
    office: str
    units: dict[Id, Unit] = field(default_factory=dict)
    online: dict[Id, str] = field(default_factory=dict)
    #: By record id of the service: who is in charge of it in the areas that are asked for.
    here: dict[str, list[Id]] = field(default_factory=dict)
    #: Services that somebody is in charge of somewhere.
    somewhere: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)

    def take(self, element: etree._Element, file: str) -> Iterator[Problem]:
        """Carry out one ``schreibe`` or ``loesche``."""
        if local(element) == "loesche":
            if id_ := id_of(child_of(element, "id")):
                self._delete(element.get("klasse", "").lower(), id_)
            return
        for written in element:
            kind, id_ = local(written), id_of(child_of(written, "id"))
            if kind == "leistung":
                yield from self._write_service(written, id_, file)
            elif kind == "organisationseinheit" and id_:
                self.units[id_] = read_unit(written)
            elif kind == "onlinedienst" and id_:
                if link := online_link(written):
                    self.online[id_] = link
            elif kind == "zustaendigkeitTransferObjekt":
                self._write_duties(written)

    def is_offered(self, service: str) -> bool:
        """Whether a service is one of the areas; one that nobody is in charge of is everybody's."""
        return service in self.here or service not in self.somewhere

    def _delete(self, kind: str, id_: Id) -> None:
        if "leistung" in kind or not kind:
            self.services.forget([record_id(id_)])
            self.deleted.add(record_id(id_))
        if "organisationseinheit" in kind:
            self.units.pop(id_, None)
        if "onlinedienst" in kind:
            self.online.pop(id_, None)
        if "zustaendigkeit" in kind:
            for by in self.here.values():
                by[:] = [other for other in by if other != id_]

    def _write_service(
        self, element: etree._Element, id_: Id | None, file: str
    ) -> Iterator[Problem]:
        if id_ is None:
            yield Problem(file, "a service without an id is left out")
            return
        valid = [string(area) for area in all_of(element, "gueltigkeitGebietID")]
        if valid and not any(map(self._is_here, valid)):
            self.services.forget([record_id(id_)])
            return
        found = read_service(element, id_, file, self.office)
        if isinstance(found, Problem):
            yield found
        else:
            self.services.put([found_row(found)])
            self.deleted.discard(record_id(id_))

    def _write_duties(self, element: etree._Element) -> None:
        by = id_of(child_of(element, "uebergeordnetesObjektID"))
        for duty in all_of(element, "zustaendigkeit"):
            of = id_of(child_of(duty, "leistungID"))
            if by and of:
                service = record_id(of)
                self.somewhere.add(service)
                areas = [string(area) for area in all_of(duty, "gebietID")] or [""]
                if any(map(self._is_here, areas)) and by not in self.here.get(service, ()):
                    self.here.setdefault(service, []).append(by)

    def _is_here(self, area: str) -> bool:
        """Whether an area is one that is asked for, or holds it (a district, the state)."""
        return (
            not self.areas
            or not area
            or any(mine.startswith(area.rstrip("0") or area) for mine in self.areas)
        )
