"""Reads organisational units and online services."""

import re
from dataclasses import dataclass

from lxml import etree

from ingest.sources.addresses import is_web_link
from ingest.sources.xzufi.tree import all_of, children, first, path, string
from knowledge.languages import ORIGINAL


@dataclass
class Unit:
    """An organisational unit, as far as it is known."""

    name: str = ""
    address: str | None = None
    phone: str | None = None


def read_unit(element: etree._Element) -> Unit:
    """An organisational unit, however little of it is filled in."""
    name = string(path(element, "name", "name")) or string(first(element, "name", "bezeichnung"))
    address = None
    for entry in all_of(element, "anschrift"):
        street = " ".join(
            filter(None, (string(first(entry, "strasse")), string(first(entry, "hausnummer"))))
        )
        town = " ".join(
            filter(None, (string(first(entry, "postleitzahl")), string(first(entry, "ort"))))
        )
        if street and town:
            address = f"{street}, {town}"
            break
    phone = None
    for entry in all_of(element, "erreichbarkeit"):
        code, value = string(path(entry, "kanal", "code")), string(first(entry, "kennung"))
        if value and (code in {"01", "02"} or not code) and re.fullmatch(r"[\d +()/-]{5,}", value):
            phone = value
            break
    return Unit(name, address, phone)


def online_link(element: etree._Element) -> str | None:
    """The address of an online service, the German one if there are several."""
    links = [
        link
        for link in children(element, "link")
        if string(path(link, "typ", "code")) in {"01", "1", ""}
    ]
    links.sort(key=lambda link: link.get("languageCode", ORIGINAL)[:2] != ORIGINAL)
    uris = (string(first(link, "link", "uri")) for link in links)
    return next((uri for uri in uris if is_web_link(uri)), None)
