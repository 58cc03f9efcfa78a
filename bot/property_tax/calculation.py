"""The calculation itself: areas in, Messbetrag and yearly tax out, every step with its paragraph.

Pure: no words, no settings. Amounts are euros, areas square metres. Terms that have no
English name keep their German one: a *Messbetrag* is fixed by the tax office, the *Hebesatz* (a
percentage) by the city.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Context, Decimal
from typing import Literal

from bot.property_tax import law

#: Powers and products of numbers of at most 15 digits stay exact enough to be cut to cents.
_CONTEXT = Context(prec=50)
_CENT = Decimal("0.01")

Reduction = Literal["none", "monument", "social_housing"]
Schedule = Literal["quarterly", "yearly", "twice", "once"]


@dataclass(frozen=True, slots=True)
class Property:
    """What is known of a property; None is what the user has not said.

    ``land_value`` and ``mean_land_value`` are Bodenrichtwert and the municipality's
    Durchschnittsbodenwert in euros a square metre; they are used if there is no ``location_factor``.
    A known ``messbetrag`` stands instead of everything that leads to it.
    """

    plot_area: Decimal | None = None
    living_area: Decimal | None = None
    usable_area: Decimal | None = None
    location_factor: Decimal | None = None
    land_value: Decimal | None = None
    mean_land_value: Decimal | None = None
    reduction: Reduction = "none"
    messbetrag: Decimal | None = None
    hebesatz: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the calculation.

    ``formula`` alternates numbers and signs: ``(500 m², "×", 0.04 €/m²)`` as (number, unit) pairs
    and strings. ``id`` names its label.
    """

    id: str
    formula: tuple["Term | str", ...]
    result: Decimal
    unit: str
    paragraph: str
    source: law.Law


@dataclass(frozen=True, slots=True)
class Term:
    """A number with its unit and the decimals that it is shown with at least."""

    value: Decimal
    unit: str = ""
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Payment:
    """What is due on a day of the year."""

    month: int
    day: int
    amount: Decimal


@dataclass(frozen=True)
class Calculation:
    """What could be calculated, and what is missing for the rest."""

    steps: tuple[Step, ...]
    messbetrag: Decimal | None
    tax: Decimal | None
    missing: tuple[str, ...]
    #: Ids of remarks that belong to this case.
    remarks: tuple[str, ...]

    @property
    def schedules(self) -> dict[Schedule, tuple[Payment, ...]]:
        """When which part of the yearly tax is due; empty without it."""
        return payments(self.tax) if self.tax is not None else {}


def calculate(known: Property) -> Calculation:
    """Calculate as far as what is known allows."""
    steps: list[Step] = []
    missing: list[str] = []
    remarks: list[str] = []
    messbetrag = known.messbetrag
    if messbetrag is None:
        messbetrag = _messbetrag(known, steps, missing, remarks)
    tax: Decimal | None = None
    if known.hebesatz is None:
        missing.append("hebesatz")
    elif messbetrag is not None:
        tax = _cut(_CONTEXT.multiply(messbetrag, known.hebesatz) / 100)
        formula = (Term(messbetrag, "€", 2), "×", Term(known.hebesatz, "%"))
        paragraph = "§ 2 Abs. 1 NGrStG, § 25 Abs. 1 GrStG"
        steps.append(Step("tax", formula, tax, "€", paragraph, law.NGRSTG))
    return Calculation(tuple(steps), messbetrag, tax, tuple(missing), tuple(remarks))


def location_factor(land_value: Decimal, mean_land_value: Decimal) -> Decimal:
    """(Bodenrichtwert / Durchschnittsbodenwert) to the power of 0.3, cut to two decimals.

    § 5 Abs. 1 NGrStG.
    """
    ratio = _CONTEXT.divide(land_value, mean_land_value)
    power = _CONTEXT.power(ratio, law.LOCATION_EXPONENT)
    # A power that is exact (a ratio of 1024 gives 8) must not be cut to the cent below it.
    return _cut(power.quantize(Decimal("1e-30"), context=_CONTEXT))


def payments(tax: Decimal) -> dict[Schedule, tuple[Payment, ...]]:
    """The due dates of a yearly tax, § 28 GrStG. Small amounts only where the city says so.

    Every part is cut to cents; the last one takes what is left, so that they add up.
    """
    schedules: dict[Schedule, tuple[Payment, ...]] = {
        "quarterly": _split(tax, law.QUARTERS),
        "yearly": _split(tax, law.YEARLY),
    }
    if tax <= law.ONCE_A_YEAR:
        schedules["once"] = _split(tax, law.ONCE)
    elif tax <= law.TWICE_A_YEAR:
        schedules["twice"] = _split(tax, law.TWICE)
    return schedules


def _split(tax: Decimal, days: tuple[tuple[int, int], ...]) -> tuple[Payment, ...]:
    part = _cut(tax / len(days))
    last = tax - part * (len(days) - 1)
    amounts = [part] * (len(days) - 1) + [last]
    return tuple(
        Payment(month, day, amount) for (month, day), amount in zip(days, amounts, strict=True)
    )


def _messbetrag(
    known: Property, steps: list[Step], missing: list[str], remarks: list[str]
) -> Decimal | None:
    factor = known.location_factor
    formula: tuple[Term | str, ...]
    if factor is None and known.land_value is not None and known.mean_land_value is not None:
        factor = location_factor(known.land_value, known.mean_land_value)
        formula = (
            "(", Term(known.land_value, "€/m²"), "÷", Term(known.mean_land_value, "€/m²"), ")", "^",
            Term(law.LOCATION_EXPONENT),
        )  # fmt: skip
        steps.append(Step("location_factor", formula, factor, "", "§ 5 Abs. 1 NGrStG", law.NGRSTG))
    if known.plot_area is None:
        missing.append("plot_area")
    if known.living_area is None and known.usable_area is None:
        missing.append("building_area")
    if factor is None:
        missing.append("location_factor")
    parts = list(_parts(known))
    if known.living_area is not None or known.usable_area is not None:
        buildings = (known.living_area or 0) + (known.usable_area or 0)
        if 0 < buildings < 30:  # § 3 Abs. 4 NGrStG
            remarks.append("small_building")
    if known.plot_area is not None and known.plot_area > law.SPECIAL_PLOT:
        remarks.append("special_plot")
    if factor is None:
        # Without the factor the amounts of § 2 Abs. 3 do not exist yet; this is what it multiplies.
        for part in parts:
            formula = part.formula
            steps.append(Step(f"{part.id}_base", formula, part.base, "€", part.rate, law.NGRSTG))
        return None
    total = Decimal(0)
    shares: list[Term | str] = []
    for part in parts:
        amount = _cut(_CONTEXT.multiply(part.base, factor))
        formula = (*part.formula, "×", Term(factor, "", 2))
        paragraph = f"§ 2 Abs. 3 NGrStG, {part.rate}"
        steps.append(Step(part.id, formula, amount, "€", paragraph, law.NGRSTG))
        total += amount * part.messzahl
        shares += [*(["+"] if shares else []), Term(amount, "€", 2), "×",
                   Term(part.messzahl * 100, "%")]  # fmt: skip
    if known.plot_area is None or "building_area" in missing:
        return None
    messbetrag = _cut(total)
    steps.append(
        Step("messbetrag", tuple(shares), messbetrag, "€", "§ 2 Abs. 2 NGrStG, § 6 NGrStG", law.NGRSTG)
    )  # fmt: skip
    return messbetrag


@dataclass(frozen=True, slots=True)
class _Part:
    """Land, living area or usable area before the Lage-Faktor; ``base`` in euros, not cut."""

    id: str
    formula: tuple[Term | str, ...]
    base: Decimal
    messzahl: Decimal
    rate: str


def _parts(known: Property) -> Iterator[_Part]:
    plot, living, usable = (
        None if area is None else area.to_integral_value(ROUND_FLOOR)  # § 3 Abs. 5 NGrStG
        for area in (known.plot_area, known.living_area, known.usable_area)
    )
    if plot is not None:
        yield _plot(plot, living, usable)
    reduced = law.REDUCED if known.reduction == "monument" else Decimal(1)
    if living:
        messzahl = law.MESSZAHL_LIVING
        messzahl *= law.REDUCED if known.reduction == "social_housing" else reduced
        yield _building("living", living, messzahl)
    if usable:
        yield _building("usable", usable, law.MESSZAHL * reduced)


def _plot(plot: Decimal, living: Decimal | None, usable: Decimal | None) -> _Part:
    full = Term(plot, "m²"), "×", Term(law.PLOT_RATE, "€/m²", 2)
    whole = _Part("plot", full, plot * law.PLOT_RATE, law.MESSZAHL, "§ 4 Abs. 2 NGrStG")
    if not living or living < law.MOSTLY_LIVED_IN * (living + (usable or 0)):
        return whole
    limit = living * law.LARGE_PLOT_TIMES
    if plot <= limit:
        return whole
    rate, half = Term(law.PLOT_RATE, "€/m²", 2), Term(law.LARGE_PLOT_SHARE * 100, "%")
    formula = (
        "(", Term(limit, "m²"), "×", rate, "+", Term(plot - limit, "m²"), "×", rate, "×", half, ")"
    )  # fmt: skip
    base = (limit + (plot - limit) * law.LARGE_PLOT_SHARE) * law.PLOT_RATE
    return _Part("plot", formula, base, law.MESSZAHL, "§ 4 Abs. 2 Satz 2 Nr. 1 NGrStG")


def _building(name: str, area: Decimal, messzahl: Decimal) -> _Part:
    formula = Term(area, "m²"), "×", Term(law.BUILDING_RATE, "€/m²", 2)
    return _Part(name, formula, area * law.BUILDING_RATE, messzahl, "§ 4 Abs. 1 NGrStG")


def _cut(amount: Decimal) -> Decimal:
    """Down to full cents: § 2 Abs. 1 to 3 NGrStG round amounts down, § 5 Abs. 1 the factor."""
    return amount.quantize(_CENT, rounding=ROUND_FLOOR, context=_CONTEXT)
