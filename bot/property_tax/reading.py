"""What a question says about a property: numbers with the words that they stand beside."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache

from knowledge.text import fold

#: So many numbers and label words are read; the assignment tries their combinations.
_NUMBERS = 6
_LABELS = 8
#: Characters between a number and its label at most.
_FAR = 45
#: An area without a unit follows its label at once ("plot: 500").
_BESIDE = 3
#: What a number without a unit costs, in characters of distance.
_NO_UNIT = 8

_M2 = (
    r"(?:m\s?\^?2\b|m\.p\.|qm\b|mp\b|m\s?kw\b|sq\.?\s?m\w*|square\s?met\w+|quadratmeter\w*|"
    r"metre\s?kare\w*|metr\w*\s(?:patrat|carr|kwadrat)\w*|кв\.?\s?м\w*|квадратн\w*\s?метр\w*|"
    r"м\s?\^?2\b|(?:متر\w*|امتار)\s?مربع\w*|م\s?2\b)"
)
_EURO = r"(?:€|eur\w*|евро|євро|يورو|avro)"
_PER = r"\s?(?:/|pro|je|per|a|za|par|na|pe|на|за|لكل|در هر|در)\s?"
_UNITS = (
    ("rate", rf"{_EURO}{_PER}{_M2}"),
    ("area", rf"(?:de\s)?{_M2}"),
    ("euro", _EURO),
    ("percent", r"(?:%|٪|prozent|percent|per cent|процент\w*|відсот\w*|pour\s?cent|procent\w*|"
                r"la suta|بالمئة|بالمءه|في المئة|درصد)"),
)  # fmt: skip
# Digits in groups of three, or in one piece; a sign only where it is no hyphen or range.
_NUMBER = re.compile(
    r"(?<![a-z\dа-я.,])(?P<sign>[-−])?(?P<number>\d{1,3}(?:[ ]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
    r"(?:\s?(?:" + "|".join(f"(?P<{name}>{unit})" for name, unit in _UNITS) + r"))?(?!\w)"
)
_YEAR_OR_DATE = re.compile(r"(?:19|20)\d\d|\d{1,2}[.,]\d{1,2}(?:[.,]\d{2,4})")
_WORD = re.compile(r"[^\W_]+")
#: Articles and prepositions that Arabic writes together with a word.
_ARABIC = re.compile(r"^[وفبكل]?(?:ال|ل)?(?=.{3})")

_AREAS = ("plot", "living", "home", "usable")
_FITS = {
    **{kind: {"area", "none"} for kind in _AREAS},
    "location_factor": {"none"},
    "land_value": {"rate", "euro", "none"},
    "mean_land_value": {"rate", "euro", "none"},
    "messbetrag": {"euro", "none"},
    "hebesatz": {"percent", "none"},
}
_FIELDS = {
    "plot": "plot_area", "living": "living_area", "home": "living_area", "usable": "usable_area",
}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """What was found in one message; ``values`` by the names of ``inputs.RANGES``."""

    values: Mapping[str, str] = field(default_factory=dict)
    #: Kinds of words that were there, labels or not.
    words: frozenset[str] = frozenset()
    #: An area that nothing says what of.
    loose_area: bool = False
    #: The number of a message that says nothing else.
    bare: str | None = None


class PropertyReader:
    """Reads numbers by the label words of all languages, since people mix them."""

    def __init__(self, cues: Iterable[Mapping[str, Sequence[str]]]) -> None:
        self._cues: dict[str, list[tuple[str, tuple[str, ...], bool]]] = {}
        for catalogue in cues:
            for kind, phrases in catalogue.items():
                for phrase in phrases:
                    *firsts, last = _WORD.findall(fold(phrase))
                    cue = (kind, (*firsts, last), phrase.endswith(" "))
                    first = (*firsts, last)[0]
                    self._cues.setdefault(first[:2], []).append(cue)

    def __call__(self, text: str) -> Reading:
        """Read one cleaned message."""
        folded = fold(text)
        numbers = [_Number.of(match) for match in _NUMBER.finditer(folded)]
        spans = [(number.start, number.end) for number in numbers]
        words = [
            (match.group(), match.start(), match.end())
            for match in _WORD.finditer(folded)
            if not any(start < match.end() and match.start() < end for start, end in spans)
        ]
        labels = list(self._labels(words))
        kinds = {label.kind for label in labels}
        longest = [
            label for label in labels if label.kind in _FITS and not label.within_another(labels)
        ]
        chosen = _assign(tuple(numbers[:_NUMBERS]), tuple(longest[:_LABELS]))
        values: dict[str, str] = {}
        for number, label in chosen:
            name = _FIELDS.get(label.kind, label.kind)
            values.setdefault(name, number.for_field(name))
        if "unbuilt" in kinds and "living_area" not in values:
            values["living_area"] = "0"
        used = {number for number, _ in chosen}
        rest = folded[: spans[0][0]] + folded[spans[0][1] :] if len(spans) == 1 else "more"
        bare = not re.search(r"\w", rest) and numbers[0].unit in {"none", "percent"}
        return Reading(
            values=values,
            words=frozenset(kinds - _negated(labels)),
            loose_area=any(n.unit == "area" and n not in used for n in numbers),
            bare=numbers[0].for_field("hebesatz") if bare else None,
        )

    def _labels(self, words: Sequence[tuple[str, int, int]]) -> Iterator["_Label"]:
        for at, (word, start, _) in enumerate(words):
            for form in _forms(word):
                for kind, cue, whole in self._cues.get(form[:2], ()):
                    if len(words) - at < len(cue) or not form.startswith(cue[0]):
                        continue
                    rest = words[at + 1 : at + len(cue)]
                    if not all(
                        any(f.startswith(stem) for f in _forms(other))
                        for (other, _, _), stem in zip(rest, cue[1:], strict=True)
                    ):
                        continue
                    last, _, end = words[at + len(cue) - 1]
                    if whole and cue[-1] not in _forms(last):
                        continue
                    yield _Label(kind, start, end, at)


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    text: str
    unit: str

    @classmethod
    def of(cls, match: re.Match[str]) -> "_Number":
        unit = next((name for name, _ in _UNITS if match[name]), "none")
        sign = "-" if match["sign"] else ""
        return cls(match.start(), match.end(), sign + match["number"], unit)

    def for_field(self, name: str) -> str:
        """The number with a decimal point.

        A single sign before three digits ("1.000", "1,000") parts thousands, but in a factor, and
        after a zero, it is a decimal sign.
        """
        text = self.text.replace(" ", "")
        signs = [character for character in text if character in ".,"]
        if len(set(signs)) == 2:
            last = max(text.rfind("."), text.rfind(","))
            return re.sub("[.,]", "", text[:last]) + "." + text[last + 1 :]
        if len(signs) > 1:
            return re.sub("[.,]", "", text)
        whole, _, rest = text.replace(",", ".").partition(".")
        thousands = len(rest) == 3 and whole.strip("-") not in {"", "0"} and len(whole) <= 4
        if thousands and name != "location_factor":
            return whole + rest
        return f"{whole}.{rest}" if rest else whole


@dataclass(frozen=True, slots=True)
class _Label:
    kind: str
    start: int
    end: int
    word: int

    def within_another(self, labels: Sequence["_Label"]) -> bool:
        """Whether a longer label covers this one ("mean land value", "land value")."""
        return any(
            other.kind in _FITS
            and other.start <= self.start
            and self.end <= other.end
            and (other.end - other.start, other.kind) > (self.end - self.start, self.kind)
            for other in labels
        )


def _assign(
    numbers: tuple[_Number, ...], labels: tuple[_Label, ...]
) -> list[tuple[_Number, _Label]]:
    """Pair as many numbers with labels as possible, at the least total distance.

    So "plot 500 m² living area 120 m²" and "500 m² plot and 120 m² living area" both come out right.
    """

    @cache
    def best(at: int, free: frozenset[int]) -> tuple[int, int, tuple[tuple[int, int], ...]]:
        if at == len(numbers):
            return 0, 0, ()
        found = best(at + 1, free)
        for index in free:
            distance = _distance(numbers[at], labels[index])
            if distance is None:
                continue
            count, cost, pairs = best(at + 1, free - {index})
            option = (count - 1, cost + distance, ((at, index), *pairs))
            found = min(found, option)
        return found

    pairs = best(0, frozenset(range(len(labels))))[2]
    return [(numbers[number], labels[label]) for number, label in pairs]


def _distance(number: _Number, label: _Label) -> int | None:
    if number.unit not in _FITS[label.kind]:
        return None
    if number.unit == "none" and not _meant(number, label):
        return None
    gap = label.start - number.end if label.start >= number.end else number.start - label.end
    if gap > _FAR:
        return None
    # A flat is also "my flat's plot": the exact word wins.
    return gap + (_NO_UNIT if number.unit == "none" else 0) + (5 if label.kind == "home" else 0)


def _meant(number: _Number, label: _Label) -> bool:
    """Whether a number without a unit belongs to the label, and is no year, date or count.

    "I bought the plot in 2023", "the Hebesatz from 1 January", "a plot, 2 owners".
    """
    if _YEAR_OR_DATE.fullmatch(number.text):
        return False
    if label.kind == "location_factor":
        return True
    if len(re.sub(r"\D", "", number.text)) < 2:
        return False
    if label.kind in _AREAS:
        return label.kind != "home" and 0 <= number.start - label.end <= _BESIDE
    return True


def _negated(labels: Sequence[_Label]) -> set[str]:
    """Reductions beside a "no" or "not"."""
    at = {label.word for label in labels if label.kind == "negation"}
    return {
        label.kind
        for label in labels
        if label.kind in {"monument", "social_housing"}
        and any(abs(label.word - word) <= 2 for word in at)
    }


@lru_cache(maxsize=2000)
def _forms(word: str) -> tuple[str, ...]:
    bare = _ARABIC.sub("", word)
    return (word, bare) if bare != word else (word,)


def as_factor(text: str) -> Decimal | None:
    """A bare number as a Lage-Faktor, if it looks like one."""
    value = Decimal(text)
    return value if Decimal("0.1") <= value <= 10 else None
