"""Names of offices in a text, whatever the language: ``offices.yaml`` and the German endings."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from knowledge.text import fold

_FILE = Path(__file__).parent / "offices.yaml"
#: What a German office's name ends in; the rest of the word says which one it is.
_GERMAN = re.compile(
    r"(?<!\w)(?!insgesamt|gesamt|allesamt|mitsamt|verdammt|beamt)([a-z-]{3,}?)(?:amt(?:s|es)?|amtern?|behorden?|ministeriums?|ministerien|kammern?|"
    r"meldestelle|geldstelle|beratungsstellen?|agentur|servicecenter)(?!\w)"
)
_DEPARTMENT = re.compile(r"(?<!\w)(fachbereich|sachgebiet|referat|dezernat)\s+([a-z-]+)")

#: What tells two offices of one kind apart: "Finanzamt Hannover-Nord".
_DISTRICT = re.compile(r"(?<!\w)hannover[\s-]+(nord|sud|mitte|ost|west|land)(?!\w)")


@cache
def _names() -> list[tuple[str, re.Pattern[str]]]:
    data = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return [(office, _pattern(names.split())) for office, names in data.items()]


def _pattern(names: list[str]) -> re.Pattern[str]:
    forms = []
    for name in names:
        # An apostrophe is left out or a blank, as the language has it.
        parts = [
            r"\s?".join(re.escape(fold(piece)).replace(r"\*", r"\w*") for piece in part.split("'"))
            for part in name.split("_")
        ]
        forms.append(r"[\s_-]+".join(parts))
    # Arabic prefixes are written together with the word.
    return re.compile(rf"(?<!\w)(?:و|ب|ل|ف|ال|لل|بال|وال)?(?:{'|'.join(forms)})(?!\w)")


def offices(folded: str) -> Iterator[tuple[str, int, int]]:
    """(name, start, end) of each office in a folded text; one office has one name."""
    taken: list[tuple[int, int]] = []
    for name, pattern in _names():
        for match in pattern.finditer(folded):
            taken.append(match.span())
            yield name, *match.span()
    for match in _GERMAN.finditer(folded):
        if not any(start <= match.start() < end for start, end in taken):
            yield f"~{match[1][:8]}", *match.span()
    for match in _DISTRICT.finditer(folded):
        yield f"hannover {match[1]}", *match.span()
    for match in _DEPARTMENT.finditer(folded):
        yield f"{match[1]} {match[2]}", *match.span()
