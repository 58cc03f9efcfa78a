"""The numbers of the law, each with the paragraph it stands in. docs/property-tax.md quotes them."""

from dataclasses import dataclass
from decimal import Decimal

#: § 4 Abs. 2 Satz 1 and Abs. 1 NGrStG, euros a square metre.
PLOT_RATE = Decimal("0.04")
BUILDING_RATE = Decimal("0.50")
#: § 4 Abs. 2 Satz 2 Nr. 1 NGrStG: what exceeds ten times the living area counts half, if
#: at least 90 % of the buildings are lived in.
LARGE_PLOT_TIMES = 10
LARGE_PLOT_SHARE = Decimal("0.5")
MOSTLY_LIVED_IN = Decimal("0.9")
#: § 4 Abs. 2 Satz 2 Nr. 2 NGrStG has another formula above this area, in square metres.
SPECIAL_PLOT = Decimal(10_000)
#: § 5 Abs. 1 NGrStG.
LOCATION_EXPONENT = Decimal("0.3")
#: § 6 Abs. 1 NGrStG; the reductions of § 6 take a quarter off.
MESSZAHL = Decimal(1)
MESSZAHL_LIVING = Decimal("0.7")
REDUCED = Decimal("0.75")
#: § 28 Abs. 2 GrStG, euros a year.
ONCE_A_YEAR = Decimal(15)
TWICE_A_YEAR = Decimal(30)
#: § 28 GrStG, (month, day).
QUARTERS = ((2, 15), (5, 15), (8, 15), (11, 15))
ONCE = ((8, 15),)
TWICE = ((2, 15), (8, 15))
YEARLY = ((7, 1),)


@dataclass(frozen=True, slots=True)
class Law:
    """A source with some of its German words; ``as_of`` is an ISO date."""

    title: str
    url: str | None
    as_of: str
    quote: str
    undated: bool = False


NGRSTG = Law(
    "Niedersächsisches Grundsteuergesetz (NGrStG) vom 07.07.2021, geändert am 17.05.2022",
    "https://voris.wolterskluwer-online.de/browse/document/bf97ea29-8415-3e27-aae7-0141525c5137",
    "2026-08-19",
    "Für Gebäudeflächen wird eine Äquivalenzzahl von 0,50 Euro je Quadratmeter angesetzt. Für die "
    "Fläche des Grund und Bodens wird eine Äquivalenzzahl von 0,04 Euro je Quadratmeter angesetzt.",
)
GRSTG = Law(
    "§ 28 Grundsteuergesetz (GrStG)",
    None,
    "2026-08-19",
    "Die Grundsteuer wird zu je einem Viertel ihres Jahresbetrags am 15. Februar, 15. Mai, "
    "15. August und 15. November fällig.",
)
VIEWER = Law(
    "Land Niedersachsen: Grundsteuer-Viewer",
    "https://grundsteuer-viewer.niedersachsen.de/",
    "2026-11-22",
    "Der Grundsteuer-Viewer ermittelt den sogenannten Lagefaktor.",
    undated=True,
)
