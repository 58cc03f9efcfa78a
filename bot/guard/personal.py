"""Personal data that people paste along; taken out before anything else reads the question.

What has a check digit is recognised by it (python-stdnum), telephone numbers by libphonenumber's
plans; other numbers by their shape, or by the word in front of them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, format_number
from stdnum import iban, luhn
from stdnum.de import idnr, stnr
from stdnum.exceptions import ValidationError
from stdnum.fr import nir
from stdnum.pl import pesel
from stdnum.ro import cnp
from stdnum.tr import tckimlik

PersonalData = Literal[
    "bank_account", "card", "tax_id", "tax_number", "identity_document", "social_security",
    "national_id", "email", "phone", "reference", "number",
]  # fmt: skip

#: Fewer digits are no personal number.
_FEWEST = 5
#: Stands where personal data stood; no letters, so that neither search nor detector reads it.
GAP = "[…]"

_COUNTRY = "DE"
#: Beginnings of numbers that are the city's own, or everybody's: they are what is asked about.
_PUBLIC_PHONES = ("+49511168", "+495511924", "+49800", "+49116", "+49115", "+49110", "+49112")
_PUBLIC_MAIL = re.compile(
    r"@(?:[\w-]+\.)*hannover(?:-stadt|-region|-)?\.(?:de|net)$", re.IGNORECASE
)

_EMAIL = re.compile(
    r"[\w.+-]+ ?(?:@|\(at\)|\[at\]) ?[\w-]+(?:(?:\.| ?\(dot\) ?|\[dot\])[\w-]+)+", re.I
)
_IBAN = re.compile(r"\b[A-Z]{2} ?\d{2}(?:[ -]?[A-Z0-9]){11,30}\b", re.I)
_GERMAN_IBAN = re.compile(r"\bDE ?\d{2}(?:[ -]?\d){16,18}\b", re.I)
#: Area code, birthday, a letter, serial number and check digit (§ 2 VKVV).
_SOCIAL_SECURITY = re.compile(r"\b\d{2} ?\d{2} ?\d{2} ?\d{2} ?[A-Z] ?\d{3}\b", re.I)
#: Letters that serial numbers of German passports and identity cards use (no vowels, no B D Q S).
_DOCUMENT = re.compile(r"\b(?=(?:\w*\d){3})[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8}\d?D?\b")
_TAX_NUMBER = re.compile(r"\b\d{2,3}[ ]?/[ ]?\d{3,4}[ ]?/[ ]?\d{4,5}\b")
_DIGITS = re.compile(r"(?<![\w.,])\d(?:[ -]?\d){9,18}(?![\w]|[.,]\d)")
#: A longer run than any amount, year or file mark that belongs into a question.
_RUN = re.compile(r"(?<![\d.,])\d{10,}(?![\d]|[.,]\d)")
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}")
_LABELLED = re.compile(
    r"\b(?:kassenzeichen|kassen-?z\.|aktenzeichen|az\.?|buchungszeichen|kundennummer|kunden[ -]?nr|steuer-?nummer|"
    r"steuer[ -]?nr|steuer-?id(?:entifikationsnummer)?|steuer-?identifikationsnummer|tax (?:id|number|no\.?)|"
    r"(?:personal)?ausweis[ -]?(?:nummer|nr)|perso[ -]?(?:nummer|nr)|(?:reise)?pass[ -]?(?:nummer|nr)|"
    r"passport (?:number|no\.?)|id (?:card )?(?:number|no\.?)|sozialversicherungsnummer|rentenversicherungsnummer|"
    r"versicherten[ -]?(?:nummer|nr)|social security (?:number|no\.?)|kontonummer|konto[ -]?nr|account number|"
    r"kreditkarten?(?:[ -]?(?:nummer|nr))?|(?:credit )?card number|pasaport (?:no|numaras[ıi]m?)|"
    r"kimlik (?:no|numaras[ıi]m?)|vergi (?:no|numaras[ıi]m?)|numer (?:paszportu|dowodu|konta|telefonu)|"
    r"num[ée]ro (?:de )?(?:passeport|carte|fiscal|t[ée]l[ée]phone)|num[ăa]rul (?:de )?(?:pa[șs]aport\w*|buletin\w*|telefon)|"
    r"номер (?:паспорт[ау]|телефон[ау]?|карт[иы]|счета)|رقم (?:الجواز|جواز السفر|جوازي|الهوية|هويتي|هاتفي|الهاتف)|"
    r"شماره (?:پاسپورت\w*|گذرنامه|کارت|تلفن\w*|موبایل\w*)|"
    r"telefonnummer|handynummer|tel\.?|phone (?:number)?|telefon numaram)"
    r"(?:[ :.#]|\b(?:ist|lautet|is|nr|no|est|to|este|это|це|هو|است)\b){0,4}",
    re.I,
)  # fmt: skip
#: What follows such a word: letters, digits and the marks between them, at least five digits.
_VALUE = re.compile(
    r"(?=[A-Z]{0,3}[ .-]?(?:\d[ ./-]?[A-Z]{0,2}){5})[A-Z0-9]+(?:[ ./-]?[A-Z]{0,2}\d+[A-Z]?)*", re.I
)


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without personal data, and what kinds of it were left out."""

    text: str
    kinds: frozenset[PersonalData]


def redact(text: str) -> Redacted:
    """Put a gap where personal data stands; years, amounts, dates and the city's own numbers stay."""
    plain = _latin_digits(text)
    if "@" not in plain and "at" not in plain.lower() and sum(map(str.isdigit, plain)) < _FEWEST:
        return Redacted(text, frozenset())
    kinds: set[PersonalData] = set()
    for kind, find in _FINDERS.items():
        # One finder's gap is out of the next one's sight; the replacement keeps both in step.
        for start, end in sorted(find(plain), reverse=True):
            text = text[:start] + GAP + text[end:]
            plain = plain[:start] + GAP + plain[end:]
            kinds.add(kind)
    return Redacted(text, frozenset(kinds))


def _latin_digits(text: str) -> str:
    """The same number of characters with every script's digits as 0 to 9."""
    return "".join(
        str(value) if (value := unicodedata.decimal(c, None)) is not None else c for c in text
    )


def _emails(text: str) -> Iterator[tuple[int, int]]:
    for match in _EMAIL.finditer(text):
        if not _PUBLIC_MAIL.search(match[0]):
            yield match.span()


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    for match in _IBAN.finditer(text):
        if span := _longest(match, iban.validate):
            yield span
        elif mistyped := _GERMAN_IBAN.match(text, match.start()):
            yield mistyped.span()


def _longest(match: re.Match[str], validate: Callable[[str], str]) -> tuple[int, int] | None:
    """The longest beginning that is valid: the words behind a number look like more of it."""
    for end in range(match.end(), match.start(), -1):
        if _valid(match.string[match.start() : end], validate) and match.string[end - 1].isalnum():
            return match.start(), end
    return None


def _checked(*checks: Callable[[str], str]) -> Callable[[str], Iterator[tuple[int, int]]]:
    """Finds runs of digits that one of the checks accepts."""

    def find(text: str) -> Iterator[tuple[int, int]]:
        for match in _DIGITS.finditer(text):
            if not _DATE.search(match[0]) and any(_valid(match[0], check) for check in checks):
                yield match.span()

    return find


def _card(number: str) -> str:
    digits = number.replace(" ", "").replace("-", "")
    if len(digits) not in range(13, 20):
        raise ValidationError
    return luhn.validate(digits)


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for match in PhoneNumberMatcher(text, _COUNTRY):
        raw = match.raw_string
        international = format_number(match.number, PhoneNumberFormat.E164)
        # Without a leading zero or plus, two years in a row would be a number of Haltern.
        if (
            raw.lstrip("(").startswith(("0", "+"))
            and not _DATE.fullmatch(raw)
            and not international.startswith(_PUBLIC_PHONES)
        ):
            yield match.start, match.end


def _tax_numbers(text: str) -> Iterator[tuple[int, int]]:
    for match in _TAX_NUMBER.finditer(text):
        if _valid(match[0], stnr.validate):
            yield match.span()
    yield from _checked(_long_tax_number)(text)


def _long_tax_number(number: str) -> str:
    digits = number.replace(" ", "").replace("-", "")
    if len(digits) != 13:  # the federal form; shorter ones need their slashes
        raise ValidationError
    return stnr.validate(digits)


def _labelled(text: str) -> Iterator[tuple[int, int]]:
    for label in _LABELLED.finditer(text):
        value = _VALUE.match(text, label.end())
        if value and not _DATE.fullmatch(value[0]) and not _public(value[0]):
            yield value.span()


def _public(number: str) -> bool:
    digits = re.sub(r"\D", "", number)
    return ("+49" + digits.lstrip("0")).startswith(_PUBLIC_PHONES)


def _shape(pattern: re.Pattern[str]) -> Callable[[str], Iterator[tuple[int, int]]]:
    def find(text: str) -> Iterator[tuple[int, int]]:
        for match in pattern.finditer(text):
            if not _public(match[0]):
                yield match.span()

    return find


def _valid(number: str, validate: Callable[[str], str]) -> bool:
    try:
        validate(number)
    except ValidationError:
        return False
    return True


#: In this order: what is surest first.
_FINDERS: Mapping[PersonalData, Callable[[str], Iterable[tuple[int, int]]]] = {
    "email": _emails,
    "bank_account": _ibans,
    "social_security": _shape(_SOCIAL_SECURITY),
    "reference": _labelled,
    "tax_id": _checked(idnr.validate),
    "tax_number": _tax_numbers,
    "card": _checked(_card),
    "phone": _phones,
    "national_id": _checked(pesel.validate, cnp.validate, nir.validate, tckimlik.validate),
    "identity_document": _shape(_DOCUMENT),
    "number": _shape(_RUN),
}
