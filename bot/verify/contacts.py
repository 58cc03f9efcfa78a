"""Links, addresses, account numbers and paragraphs: what is recognised by its shape."""

import re
from collections.abc import Callable, Iterable, Iterator

import phonenumbers

from bot.verify.facts import Fact
from knowledge.text import fold

_EMAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(
    r"(?:https?|ftp|javascript|data|mailto|tel):\S+|www\.\S+|"
    r"(?<![\w@.])(?:[a-z0-9-]+\.)+(?:de|com|org|net|eu|info|io|app|gov|ru|ua|tr|pl|fr|ro|ir|example|test|me|co|ly|xyz|online|site|link|shop|biz|uk|at|ch)\b(?:/\S*)?"
)
_TOKEN = re.compile(r"\[\s*(link|source|quelle)[_ ]?(\d+)\s*\]")
_IBAN = re.compile(r"(?<!\w)[a-z]{2}\d{2}(?:\s?[a-z0-9]{4}){3,7}(?:\s?[a-z0-9]{1,3})?(?!\w)")
_LAWS = r"(?!abs|nr|satz|und|des|der|of|de|the|ab|bis|in|im)[a-z]{2,12}"
_PARAGRAPH = re.compile(
    r"(?:§§?|\bparagra\w*|\bпараграф\w*|\bart(?:ikel|icle|\.)?)\s*(\d+\s?[a-h]?)(?!\w)"
    r"((?:\s*(?:abs(?:atz)?|nr|nummer|satz|s)\.?\s*\d+[a-z]?(?:\s*(?:und|,|bis)\s*\d+)*)*)"
    rf"(?:\s+({_LAWS})(?!\w))?"
)
_MARKUP = re.compile(r"<[a-z/!]|\]\(|!\[|\*\*|```|&[a-z]+;|&#|^\s*#{1,6}\s|\{\{|\{%|^\s*>\s")
_DIGITS = re.compile(r"\d(?:\D{0,3}\d){4,}")
_HOURS = re.compile(r"\d\d\.\d\d\s?[-–]\s?\d\d\.\d\d")
# "0511 168-0": too short for a number of its own, and the city's switchboard.
_EXTENSION = re.compile(r"(?<![\d.+])\(?0\d{2,4}\)?\s?[/ -]\s?\d{2,4}\s?-\s?\d{1,5}(?![\d-])")
_COUNTRY = "DE"
_ROAD = r"(?:(?P<name>[a-z-]{4,})[ -])?(?P<own>[a-z-]*?)-?(?:strasse|str\b\.?|platz|allee|chaussee|damm)"
_HOUSE = r"(?P<number>\d{1,3})(?!\d)(?:\s?(?P<letter>[a-h])(?!\w))?"
#: "Number" in front of a house's: folded.
_NUMBER = "|".join(
    fold("nr no n° № numarul numero numerem numer номер дом будинок رقم شماره پلاک").split()
)
#: Folded: "am schutzenplatz 1", "hildesheimer str. 20", "gottinger chaussee 83 b", "trammplatz nr. 2".
_STREET = re.compile(
    rf"(?<!\w){_ROAD}(?:,\s*|\s+)(?:(?:la\s+|pod\s+|дом\s+)?(?:{_NUMBER})\.?\s*)?{_HOUSE}"
)
#: As the French and the English have it: "20, hildesheimer strasse".
_STREET_BEHIND = re.compile(rf"(?<![\w.,:-]){_HOUSE},?\s+{_ROAD}(?!\w)")


def has_markup(text: str) -> bool:
    """Whether a sentence holds HTML, Markdown or a template's brackets."""
    return bool(_MARKUP.search(text.casefold()))


def link_tokens(text: str) -> list[int]:
    """The numbers of the link tokens in a text: ``[link_1]``."""
    return [int(match[2]) for match in _TOKEN.finditer(text.casefold())]


def without_link_tokens(text: str) -> str:
    """The text as it is shown: links are cards beside it."""
    text = re.sub(rf"\s*(?:\(\s*)?{_TOKEN.pattern}(?:\s*\))?", "", text, flags=re.IGNORECASE)
    return text.strip()


def shapes(text: str) -> tuple[list[Fact], str]:
    """Links, addresses and paragraphs in a folded text, and the text with blanks in their places."""
    return _taken(text, (_tokens, _emails, _links, _ibans, _paragraphs, _streets, _streets_behind))


def phones(text: str) -> tuple[list[Fact], str]:
    """Phone numbers in a folded text without dates, and the text with blanks in their places."""
    return _taken(text, (_phones,))


def _taken(text: str, finders: Iterable[Callable[[str], Iterator[Fact]]]) -> tuple[list[Fact], str]:
    facts: list[Fact] = []
    for find in finders:
        found = list(find(text))
        facts += found
        for fact in found:
            text = text[: fact.start] + " " * (fact.end - fact.start) + text[fact.end :]
    return facts, text


def _tokens(text: str) -> Iterator[Fact]:
    for match in _TOKEN.finditer(text):
        yield Fact("token", int(match[2]), *match.span())


def _shape(kind: str, pattern: re.Pattern[str]) -> Callable[[str], Iterator[Fact]]:
    def find(text: str) -> Iterator[Fact]:
        for match in pattern.finditer(text):
            value = re.sub(r"\s", "", match[0]).strip(".,;:!?)('\"»").removesuffix("/")
            yield Fact(kind, re.sub(r"^(https?://)?(www\.)?|^mailto:", "", value), *match.span())

    return find


_emails, _links, _ibans = _shape("email", _EMAIL), _shape("link", _LINK), _shape("iban", _IBAN)


def _street(pattern: re.Pattern[str]) -> Callable[[str], Iterator[Fact]]:
    """Finds streets with a house number, by the part of the name that is their own: "schutzen", "1"."""

    def find(text: str) -> Iterator[Fact]:
        for match in pattern.finditer(text):
            if own := match["own"] or match["name"]:
                house = match["number"] + (match["letter"] or "")
                yield Fact("street", (own, house), *match.span())

    return find


_streets, _streets_behind = _street(_STREET), _street(_STREET_BEHIND)


def _paragraphs(text: str) -> Iterator[Fact]:
    for match in _PARAGRAPH.finditer(text):
        number = match[1].replace(" ", "")
        yield Fact("paragraph", (number, match[3] or ""), *match.span())
        for part in re.findall(r"\d+", match[2]):
            yield Fact("subsection", (number, part), *match.span())


def _phones(text: str) -> Iterator[Fact]:
    if not _DIGITS.search(text) and not _EXTENSION.search(text):
        return
    for short in _EXTENSION.finditer(text):
        digits = re.sub(r"\D", "", short[0])
        yield Fact("phone", f"+49{digits[1:]}", *short.span())
    text = _EXTENSION.sub(lambda match: " " * len(match[0]), text)
    matcher = phonenumbers.PhoneNumberMatcher(text, _COUNTRY, phonenumbers.Leniency.POSSIBLE)
    for match in matcher:
        raw = match.raw_string
        # "12 000 bis 15 000" is no phone number: one begins with a zero or a plus.
        if _HOURS.search(raw):
            continue
        if not raw.lstrip("(").startswith(("0", "+")) or sum(map(str.isdigit, raw)) < 6:
            continue
        number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        yield Fact("phone", number, match.start, match.end)
