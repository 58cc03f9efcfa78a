"""What may be put in: numbers of a sensible size, and what is wrong with the others."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bot.property_tax import law
from bot.property_tax.calculation import Property, Reduction

ErrorKind = Literal[
    "not_a_number", "negative", "too_many_digits", "out_of_range", "missing", "incomplete",
    "special_plot", "not_a_reduction", "two_reductions",
]  # fmt: skip
DIGITS = 15
#: Smallest and largest value by field. An area of 10 km² is more than any plot of one owner;
#: a Lage-Faktor of 0.1 would be a land value of a 2,000th of the mean.
RANGES: dict[str, tuple[Decimal, Decimal]] = {
    "plot_area": (Decimal(0), Decimal(10_000_000)),
    "living_area": (Decimal(0), Decimal(1_000_000)),
    "usable_area": (Decimal(0), Decimal(1_000_000)),
    "location_factor": (Decimal("0.1"), Decimal(10)),
    "land_value": (Decimal("0.01"), Decimal(100_000)),
    "mean_land_value": (Decimal("0.01"), Decimal(100_000)),
    "messbetrag": (Decimal(0), Decimal(1_000_000)),
    "hebesatz": (Decimal(1), Decimal(3_000)),
}
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class InputError(Exception):
    """A field that cannot be used, and why; its words are ``property_tax.errors.<kind>``."""

    field: str
    kind: ErrorKind


def read_number(field: str, value: object) -> Decimal:
    """A JSON number, or a string with a decimal point, as the field's number.

    Raises:
        InputError: it is no number, or none that makes sense there.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise InputError(field, "not_a_number")
    if isinstance(value, int) and abs(value) >= 10**DIGITS:  # its string may be very long
        raise InputError(field, "too_many_digits")
    text = f"{value:f}" if isinstance(value, Decimal) else str(value).strip()
    if isinstance(value, float) and "e" in text:
        text = f"{value:f}"
    if len(text) > 400 or not _NUMBER.fullmatch(text) or not text.isascii():
        raise InputError(field, "not_a_number")
    if sum(character.isdigit() for character in text) > DIGITS:
        raise InputError(field, "too_many_digits")
    number = Decimal(text)
    low, high = RANGES[field]
    if number < 0:
        raise InputError(field, "negative")
    if not low <= number <= high:
        raise InputError(field, "out_of_range")
    return number


def read_property(values: Mapping[str, object]) -> Property:
    """The property that a request describes; null counts as not said.

    Raises:
        InputError: a field cannot be used, or the ones that are needed are not there.
    """
    numbers = {
        field: read_number(field, values[field])
        for field in RANGES
        if values.get(field) is not None
    }
    known = Property(reduction=_reduction(values), **numbers)
    if known.messbetrag is not None:
        return known
    if known.plot_area is None:
        raise InputError("plot_area", "missing")
    if known.living_area is None and known.usable_area is None:
        raise InputError("living_area", "missing")
    check_combination(known)
    if known.plot_area > law.SPECIAL_PLOT and values.get("mostly_unbuilt") is not False:
        # Above 10,000 m² that are mostly neither built on nor paved, another formula holds.
        raise InputError("plot_area", "special_plot")
    return known


def check_combination(known: Property) -> None:
    """See to it that a land value does not come alone.

    Raises:
        InputError: one of the two land values is there without the other.
    """
    if known.location_factor is None and (known.land_value is None) != (
        known.mean_land_value is None
    ):
        absent = "land_value" if known.land_value is None else "mean_land_value"
        raise InputError(absent, "incomplete")


def _reduction(values: Mapping[str, object]) -> Reduction:
    flags: list[Reduction] = []
    for name in ("monument", "social_housing"):
        value = values.get(name)
        if value not in {None, False, True} or not isinstance(value, bool | None):
            raise InputError(name, "not_a_reduction")
        if value:
            flags.append(name)
    if len(flags) > 1:
        raise InputError("social_housing", "two_reductions")
    return flags[0] if flags else "none"
