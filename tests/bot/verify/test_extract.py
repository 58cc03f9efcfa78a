"""Facts are read alike in ten languages, whatever they are written in."""

from decimal import Decimal
from typing import Any

import pytest

from bot.verify import split_sentences
from bot.verify.extract import extract
from bot.verify.facts import supports


def facts(text: str, language: str) -> set[tuple[str, Any]]:
    return {fact.key for fact in extract(text, language).facts}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "1.234,50 €"), ("en", "1,234.50 EUR"), ("fr", "1 234,50 euros"), ("ar", "١٢٣٤٫٥٠ يورو"),
        ("fa", "۱۲۳۴٫۵۰ یورو"), ("en", "€1,234.50"), ("uk", "1234,50 євро"), ("tr", "1.234,50 avroya"),
    ],
)  # fmt: skip
def test_amounts(language: str, text: str) -> None:
    assert facts(text, language) == {("amount", Decimal("1234.5"))}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "sechsundvierzig Euro"), ("en", "forty-six euros"), ("tr", "kırk altı euro"),
        ("uk", "сорок шість євро"), ("ru", "сорок шесть евро"), ("ar", "ستة وأربعون يورو"),
        ("fa", "چهل و شش یورو"), ("pl", "czterdzieści sześć euro"), ("fr", "quarante-six euros"),
        ("ro", "patruzeci și șase de euro"),
    ],
)  # fmt: skip
def test_amounts_in_words(language: str, text: str) -> None:
    assert facts(text, language) == {("amount", Decimal(46))}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "zwei Wochen"), ("de", "zweiwöchig"), ("en", "two weeks"), ("tr", "iki hafta içinde"),
        ("uk", "двох тижнів"), ("ru", "в течение двух недель"), ("ar", "خلال أسبوعين"), ("fa", "دو هفته"),
        ("pl", "dwa tygodnie"), ("fr", "deux semaines"), ("ro", "două săptămâni"), ("de", "2 Wochen"),
    ],
)  # fmt: skip
def test_lengths_of_time_keep_their_unit(language: str, text: str) -> None:
    assert facts(text, language) == {("week", Decimal(2))}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "15. Februar"), ("de", "15.2."), ("de", "am 15.02."), ("en", "15 February"), ("en", "February 15"),
        ("en", "the fifteenth of February"), ("tr", "15 Şubat'ta"), ("uk", "15 лютого"), ("ru", "15 февраля"),
        ("ru", "пятнадцатого февраля"), ("ar", "١٥ فبراير"), ("ar", "15 شباط/فبراير"), ("fa", "۱۵ فوریه"),
        ("pl", "15 lutego"), ("fr", "le quinze février"), ("ro", "15 februarie"),
    ],
)  # fmt: skip
def test_dates(language: str, text: str) -> None:
    assert facts(text, language) == {("date", (15, 2, 0))}


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "8:30"), ("de", "8.30 Uhr"), ("en", "8:30 am"), ("fr", "8 h 30"), ("pl", "godz. 8.30")],
)
def test_times(language: str, text: str) -> None:
    assert facts(text, language) == {("time", (8, 30))}


def test_both_ends_of_a_range_have_its_unit() -> None:
    assert facts("Geöffnet von 8 bis 14 Uhr", "de") == {("time", (8, 0)), ("time", (14, 0))}
    assert facts("four to six weeks", "en") == {("week", Decimal(4)), ("week", Decimal(6))}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "27 Euro und 60 Cent"), ("en", "27 euros and 60 cents"), ("tr", "27 avro 60 sent"),
        ("uk", "двадцять сім євро шістдесят центів"), ("ru", "27 евро 60 центов"), ("fr", "27 euros et 60 centimes"),
        ("fa", "۲۷ یورو و ۶۰ سنت"), ("pl", "27 euro i 60 centów"), ("en", "€27.60"),
    ],
)  # fmt: skip
def test_euros_and_cents_are_one_amount(language: str, text: str) -> None:
    assert facts(text, language) == {("amount", Decimal("27.6"))}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "thirty-seven euros fifty"), ("tr", "otuz yedi buçuk euro"), ("fr", "trente-sept euros cinquante"),
    ],
)  # fmt: skip
def test_cents_and_halves_need_no_unit_of_their_own(language: str, text: str) -> None:
    assert facts(text, language) == {("amount", Decimal("37.5"))}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "at the earliest one week before"), ("de", "frühestens eine Woche vor"), ("de", "schon eine Woche vor"),
        ("fr", "au plus tôt une semaine avant"), ("tr", "en erken bir hafta önce"),
    ],
)  # fmt: skip
def test_the_earliest_before_an_event_is_the_longest_time(language: str, text: str) -> None:
    (length,) = extract(text, language).facts
    assert length.bound == "down"


def test_the_age_of_an_example_lies_within_the_bound_of_the_passages() -> None:
    (said, *_) = extract("Mit 30 zahlen Sie 70 Euro", "de").facts
    (known,) = extract("ab 24 Jahren", "de").facts
    (other,) = extract("unter 24 Jahren", "de").facts
    assert any(supports(known, reading) for reading in said.all_readings)
    assert not any(supports(other, reading) for reading in said.all_readings)


def test_times_of_day_do_not_end_a_sentence() -> None:
    assert split_sentences("Open 8 a.m. to 6 p.m. Closed now") == [
        "Open 8 a.m. to 6 p.m.",
        "Closed now",
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "half past eight"), ("de", "halb neun"), ("pl", "wpół do dziewiątej"), ("ru", "половина девятого"),
    ],
)  # fmt: skip
def test_halves_of_hours(language: str, text: str) -> None:
    assert facts(text, language) == {("time", (8, 30))}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "within a month"), ("ru", "в течение месяца"), ("pl", "w ciągu miesiąca"), ("uk", "протягом місяця"),
        ("ar", "خلال شهر"),
    ],
)  # fmt: skip
def test_a_month_without_a_number_is_one(language: str, text: str) -> None:
    assert ("month", Decimal(1)) in facts(text, language)


def test_two_months_are_no_february() -> None:
    (length,) = extract("within two months", "en").facts
    (date,) = extract("on 15 February", "en").facts
    assert not supports(date, length)


@pytest.mark.parametrize(
    ("language", "text", "bound"),
    [
        ("en", "24 or older", "up"), ("fr", "24 ans ou plus", "up"), ("de", "noch nicht 24 Jahre", "down"),
        ("ru", "не старше 24 лет", "down"), ("tr", "24 yaş ve üzeri", "up"), ("fr", "à partir de 24 ans", "up"),
        ("ro", "cel mult 24 de ani", "down"), ("pl", "ukończył 24 lata", "up"),
    ],
)  # fmt: skip
def test_bounds_stand_before_and_behind(language: str, text: str, bound: str) -> None:
    (age,) = extract(text, language).facts
    assert age.bound == bound


def test_an_office_is_told_by_what_it_looks_after() -> None:
    (body,) = (fact for fact in extract("Ask the passport agency.", "en").facts)
    assert body.kind == "body"
    assert not extract("Ask the responsible office.", "en").facts


def test_a_counted_noun_reads_as_a_count() -> None:
    (number,) = extract("You need three documents.", "en").facts
    assert ("count", ("documents", 3)) in {reading.key for reading in number.readings}


def test_contacts_and_paragraphs() -> None:
    phone = ("phone", "+4951116832000")
    assert phone in facts("Telefon 0511 168-32000", "de")
    assert phone in facts("+49 (0) 511 16832000", "en")
    assert ("paragraph", ("17", "bmg")) in facts("nach § 17 Abs. 1 BMG", "de")
    assert ("email", "abh@hannover-stadt.de") in facts("an ABH@Hannover-Stadt.de schreiben", "de")


def test_a_bound_is_part_of_a_fact() -> None:
    (under,) = extract("unter 24 Jahren", "de").facts
    (over,) = extract("ab 24 Jahren", "de").facts
    assert (under.bound, over.bound) == ("down", "up")


def test_sentences_end_where_they_end() -> None:
    text = "Zahlen Sie am 15. Februar. Danach nicht! Ja"
    assert split_sentences(text) == ["Zahlen Sie am 15. Februar.", "Danach nicht!", "Ja"]
