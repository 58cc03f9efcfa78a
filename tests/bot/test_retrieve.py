"""Where a follow-up leads."""

from bot.follow_up import FollowUp
from bot.retrieve import _followed
from knowledge.search import ServiceHit

LEADS_ON = FollowUp(stays=0.2, shifts=0.7, alone=0.1)
STAYS = FollowUp(stays=0.5, shifts=0.3, alone=0.2)


def hit(service: str, faq: str | None = None) -> ServiceHit:
    return ServiceHit(service, faq, 0.5, 0.5, 0.5)


def test_what_leads_on_goes_to_another_service() -> None:
    hits = [hit("reisepass"), hit("reisepass-kind")]
    assert _followed("reisepass", LEADS_ON, hits).service == "reisepass-kind"
    assert _followed("reisepass", STAYS, hits).service == "reisepass"


def test_if_only_the_service_itself_is_found_it_stays() -> None:
    """Property tax has more questions than there are candidates."""
    assert _followed("grundsteuer", LEADS_ON, [hit("grundsteuer", "gst-01")]).faq == "gst-01"
