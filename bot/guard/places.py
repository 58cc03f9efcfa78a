"""Other cities: Hanni speaks for Hannover only."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Self

import yaml

from knowledge.cues import Cues
from knowledge.text import words

PLACES_FILE = Path(__file__).with_name("places.yaml")

#: "only": the question is about that city alone; "too": Hannover is named as well, or it says so much
#: else that the city may be a circumstance.
Scope = Literal["only", "too"]

#: Words up to which a question that names a city is about that city.
_SHORT = 9
#: Endings that Turkish, Polish and Romanian, and the German genitive, put behind a city's name.
_ENDING = r"(?:s|d[ae]n?|t[ae]n?|y?[ae]|[iu]|ie|em|owi|ul|ului)?"
#: A shorter name with a vowel may be another word ("Bonn", "bonne"); then only these endings count.
_SHORT_ENDING = r"(?:s|d[ae]n?|t[ae]n?)?"
_LETTERS = 5
#: Among them, "from".
_FROM_ENDING = re.compile(r"(?:d[ae]n|t[ae]n)$")


class Places:
    """Finds the names of other cities in folded words."""

    def __init__(
        self,
        cities: dict[str, Sequence[str]],
        own: Sequence[str],
        coming: Sequence[str],
        moving: Sequence[str],
    ) -> None:
        """``cities``: how each one's name begins beside its German form."""
        self._cities = {
            name: re.compile("|".join([_german(name), *map(_beginning, others)]))
            for name, others in cities.items()
        }
        self._any = re.compile(
            "|".join(rf"(?<!\S)(?:{pattern.pattern})" for pattern in self._cities.values())
        )
        self._own = Cues({"own": own})
        self._moving = Cues({"moving": moving})
        self._from = frozenset(word for text in coming for word in words(text))

    @classmethod
    def load(cls, path: Path = PLACES_FILE) -> Self:
        """Read the names."""
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        return cls(data["cities"], data["own"], data["from"], data["moving"])

    def __call__(self, folded: Sequence[str]) -> tuple[str, Scope] | None:
        """The German name of another city that is asked about, and whether Hannover is too.

        None for somebody who comes from there or goes there: they ask about Hannover.
        """
        joined = " ".join(folded)
        match = self._any.search(joined)
        if match is None or self._moving.best(folded):
            return None
        before = joined[: match.start()].split()
        word = joined[match.start() :].split()[0]
        if (before and before[-1] in self._from) or (_FROM_ENDING.search(word) and word.isascii()):
            return None
        at = match.start()
        name = next(city for city, pattern in self._cities.items() if pattern.match(joined, at))
        too = self._own.best(folded) or len(folded) > _SHORT
        return name, "too" if too else "only"


def _german(name: str) -> str:
    ending = _ENDING if len(name) >= _LETTERS else _SHORT_ENDING
    return rf"{' '.join(words(name))}{ending}(?!\S)"


def _beginning(name: str) -> str:
    r"""A name's beginning; Arabic and Persian put "in" and "and" in front of it."""
    whole = r"(?!\S)" if name.endswith(" ") else r"\S*"
    return rf"(?:[بلو]|في)?{' '.join(words(name))}{whole}"
