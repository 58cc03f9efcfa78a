"""One address a page: noise parameters stripped, the portal's two hosts taken as one."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from knowledge.text import fold

#: The portal is moving from one to the other.
SAME_HOSTS: Mapping[str, str] = {
    "serviceportal.hannover-stadt.de": "hannover.gov.de",
    "www.hannover.gov.de": "hannover.gov.de",
}
NOISE = (
    "myMedium",
    "auswahl",
    "utm_*",
    "fbclid",
    "gclid",
    "jsessionid",
    "sid",
    "phpsessid",
    "print",
    "ref",
)
_NUMBER = re.compile(r"^(.*?)-(\d+)-\d+$")


def without_noise(url: str, noise: Iterable[str] = NOISE) -> str:
    """The address without fragment, session and noise parameters."""
    parts = urlsplit(url)
    patterns = [re.compile(re.escape(n).replace(r"\*", ".*") + r"\Z", re.IGNORECASE) for n in noise]
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not any(pattern.match(name) for pattern in patterns)
    ]
    path = re.sub(r";jsessionid=[^/?]*", "", parts.path, flags=re.IGNORECASE) or "/"
    return urlunsplit((parts.scheme, parts.netloc.lower(), path, urlencode(query), ""))


def identity(url: str, noise: Iterable[str] = NOISE, same: Mapping[str, str] = SAME_HOSTS) -> str:
    """What two addresses of the same page have in common."""
    parts = urlsplit(without_noise(url, noise))
    host = same.get(parts.netloc, parts.netloc)
    return urlunsplit(("", host, parts.path.rstrip("/") or "/", parts.query, "")).removeprefix("//")


def record_id(url: str) -> str:
    """An id from the address: the page's number at Hannover's portal (it outlives a renaming), else the path."""
    parts = urlsplit(url)
    name = re.sub(r"\.(?:html?|php|aspx?)$", "", parts.path.strip("/"))
    if match := _NUMBER.match(name.rpartition("/")[2]):
        return f"page-{match[2]}"
    text = fold(f"{name} {parts.query}")
    return "page-" + (re.sub(r"[^a-z0-9]+", "-", text).strip("-") or "start")


def is_web_link(link: str) -> bool:
    """Whether it is a web address that can be shown to citizens."""
    try:
        parts = urlsplit(urljoin("https://nowhere.invalid/", link))
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and "@" not in parts.netloc
        and link.startswith(("http://", "https://"))
        and not re.search(r"[\s<>\"'\\]", link)
    )
