"""Services that lie near one another."""

from knowledge.neighbours import Neighbours
from knowledge.snapshot import Snapshot


def nearest(neighbours: Neighbours, service: str) -> list[str]:
    near = neighbours.nearness(service)
    return sorted(near, key=lambda other: -sum(near[other]))


def test_a_service_is_near_what_citizens_go_on_to(snapshot: Snapshot) -> None:
    neighbours = Neighbours.of(snapshot)
    assert "vorlaeufiger-personalausweis" in nearest(neighbours, "personalausweis")[:3]
    assert "gewerbeabmeldung" in nearest(neighbours, "gewerbeanmeldung")[:3]
    assert "reisepass" not in neighbours.nearness("reisepass")


def test_what_is_not_in_the_snapshot_has_no_neighbours(snapshot: Snapshot) -> None:
    assert Neighbours.of(snapshot).nearness("nothing") == {}
