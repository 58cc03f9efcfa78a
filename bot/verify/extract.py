"""All facts of a sentence or a line of a passage."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from bot.verify.clock import dates_and_times
from bot.verify.contacts import phones, shapes
from bot.verify.facts import DURATIONS, Bound, Fact
from bot.verify.lexicon import Lexicon, lexicon
from bot.verify.number_words import compound, read_number
from bot.verify.offices import offices
from bot.verify.periods import periods
from knowledge.text import fold

_TOKEN = re.compile(
    r"(?P<num>(?<![\d])(?:[1-9]\d{0,2}(?:[ .,]\d{3})+(?![\d])(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?))"
    r"|(?P<word>[^\W\d_]+(?:_[^\W\d_]+)*)|(?P<sign>[^\w\s])"
)
# Arabic joins "and" to a figure, so only Latin letters make a code ("B1", "i94").
_CODE = re.compile(
    r"(?<!\w)(?!m[23](?!\w))(?:[a-z]{1,4}\d+\w*|[a-z]+\d+[a-z]+)|(?<!\w)\d+[a-z]\d\w*"
)
_ORDINAL = re.compile(
    r"-?(?:и|ий|та|те|st|nd|rd|th|er|ere|eme|e|го|ого|е|й|я|ю|му|ом|му|lea|a|inci|nci|uncu|uncu|ci|cu|ين)(?!\w)"
)
_ROMAN = re.compile(r"\b(?=[IVXL]{2,7}\b)X{0,3}(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})\b")
_APOSTROPHE = re.compile(r"(?<=\d)['’](?=[^\W\d_])")
_WORD_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’](?=[^\W\d_])")
_DAYS_OF_WEEK = re.compile(r"(یک|دو|سه|چهار|پنج)[ \u200c](?=شنبه)")
_SQUARE = re.compile(r"(?<![^\W\d_])m([23])(?!\w)")
#: Words between a bound and its number that change nothing: "below the age of 24".
_FILLERS = frozenset(
    fold(
        "the age of alter von dem l âge ans varsta vârsta de wieku возраста возрасте віку سن"
    ).split()
)
_HALF_PAST = re.compile(r"\d{1,2}\.[0-5]\d")
_AT = frozenset({"um", "at", "a", "о", "в", "ora", "ob", "age", "of"})
_YEARS = range(1900, 2101)
#: How far from its number a bound may stand, in words.
_BOUND_WORDS = 2
#: Languages that write an ordinal with a full stop.
_DOTTED_ORDINALS = frozenset({"de", "pl"})
_GERMAN_ENDS = {
    "monate": "month", "monaten": "month", "jahre": "year", "jahren": "year", "wochen": "week",
    "tagen": "day",
}  # fmt: skip
#: "Les deux", "the two": both, which claims no number.
_BOTH = frozenset(
    {"les", "cei", "cele", "the", "die", "der", "den", "diese", "these", "both", "obie", "oba"}
)
_DASHES = frozenset("-–—‑/")


@dataclass(frozen=True, slots=True)
class Extract:
    """A text's folded form and the facts in it, by position."""

    text: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    number: bool


def normalised(text: str, language: str) -> str:
    """The folded text in which facts are looked for: Western digits, phrases joined by ``_``."""
    text = unicodedata.normalize("NFKC", _DAYS_OF_WEEK.sub(r"\1", text))
    text = "".join(
        str(unicodedata.decimal(c)) if not c.isascii() and c.isdecimal() else c for c in text
    )
    text = _APOSTROPHE.sub(" ", text)
    if language == "tr":
        text = _WORD_APOSTROPHE.sub(" ", text)
    text = re.sub(r"[\u200b\u200d-\u200f\u2060\u00ad\ufeff\u202a-\u202e\u2066-\u2069]", "", text)
    text = fold(text.replace("\u200c", "")).replace("٪", "%").replace("⁄", "/")
    text = _SQUARE.sub(lambda match: "qm" if match[1] == "2" else "cb", text)
    phrases = lexicon(language).phrases
    if phrases:
        text = phrases.sub(lambda match: re.sub(r"[\s-]", "_", match[0]), text)
    return text


@lru_cache(maxsize=4096)
def extract(text: str, language: str) -> Extract:
    """A text's facts; ``language`` is the one that it is written in."""
    words = lexicon(language)
    folded = normalised(text, language)
    facts, rest = shapes(folded)
    facts += [Fact("roman", match[0].casefold(), *match.span()) for match in _ROMAN.finditer(text)]
    facts += list(_strange_numbers(text))
    timed, rest = dates_and_times(rest)
    facts += timed
    called, rest = phones(rest)
    facts += called
    for match in _CODE.finditer(rest):
        facts.append(Fact("code", match[0], *match.span()))
        rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]
    facts += _Reader(rest, words).facts()
    facts = _ranges(folded, sorted(facts, key=lambda fact: fact.start), words)
    taken = [(fact.start, fact.end) for fact in facts]
    facts += [
        period
        for period in periods(folded)
        if not any(start < period.end and period.start < end for start, end in taken)
    ]
    facts += [Fact("office", name, start, end) for name, start, end in offices(folded)]
    return Extract(folded, tuple(sorted(facts, key=lambda fact: (fact.start, fact.end))))


def _ranges(text: str, facts: list[Fact], words: Lexicon) -> list[Fact]:
    """Both ends of a range are of one kind: "from 15 to 16:30", "children aged 6 to 11"."""
    joins = words.ranges | _DASHES
    for at in range(len(facts) - 1):
        one, two = facts[at], facts[at + 1]
        between = text[one.end : two.start].split()
        if not between or len(between) > 2 or not joins.intersection(between):
            continue
        if one.kind == two.kind == "weekday":
            days = range(one.value + 1, two.value)
            facts += [replace(one, value=day) for day in days]
        elif two.kind == "time" and one.kind in {"bare", "loose"}:
            facts[at] = _as_time(one)
        elif one.kind == "time" and two.kind in {"bare", "loose"}:
            facts[at + 1] = _as_time(two)
        elif {one.kind, two.kind} <= {"bare", "loose"} and one.bound and not two.bound:
            facts[at + 1] = replace(two, bound=one.bound)
    return facts


def _as_time(fact: Fact) -> Fact:
    assert isinstance(fact.value, Decimal)
    hour = int(fact.value)
    minute = round((fact.value - hour) * 100)
    return replace(fact, kind="time", value=(hour, minute)) if hour <= 24 and minute < 60 else fact


def _strange_numbers(text: str) -> Iterator[Fact]:
    """Characters that are numbers in no script that Hanni writes: ``四``, ``½``, ``Ⅷ``."""
    for at, character in enumerate(text):
        if character.isnumeric() and not character.isdecimal() and character not in "²³":
            value = unicodedata.numeric(character)
            yield Fact("sign", str(value), at, at + 1)


class _Reader:
    """Reads numbers with their units, months, weekdays and words for "free" off a text's tokens."""

    def __init__(self, text: str, words: Lexicon) -> None:
        self._text = text
        self._words = words
        self._tokens = [
            _Token(match[0], *match.span(), match.lastgroup == "num")
            for match in _TOKEN.finditer(text)
        ]
        self._texts = [token.text for token in self._tokens]
        self._used: set[int] = set()
        self._bound_words = {word for phrase, _ in words.bounds for word in phrase}

    def facts(self) -> list[Fact]:
        """Every fact, in no particular order."""
        found: list[Fact] = []
        at = 0
        while at < len(self._tokens):
            fact, length = self._number(at)
            found += fact
            at += max(length, 1)
        for at, token in enumerate(self._tokens):
            if at in self._used:
                continue
            found += self._word(at, token)
        return found

    # --- numbers -------------------------------------------------------------------------------

    def _number(self, at: int) -> tuple[list[Fact], int]:
        token = self._tokens[at]
        if at in self._used:
            return [], 1
        spelled = False
        if token.number:
            value, length = _decimal(token.text), 1
        elif token.text[0].isalpha():
            if joined := compound(token.text, self._words):
                self._used.add(at)
                fact = self._made(joined[1], Decimal(joined[0]), at, at + 1)
                return [fact], 1
            read = read_number(self._texts, at, self._words)
            if read is None:
                return self._half(at)
            value, length = Decimal(read[0]), read[1]
            spelled = True
        else:
            return [], 1
        end = at + length
        date = self._date(at, end, value)
        if date:
            return [date], 1
        kind, end = self._unit(at, end, spelled=spelled)
        ambiguous = spelled and length == 1 and token.text in self._words.ambiguous
        if kind == "bare" and ambiguous:
            return [], 1
        if kind == "bare" and spelled:
            both = value == 2 and at > 0 and self._texts[at - 1] in _BOTH
            if value <= 1 or both:
                return [], 1
        if kind == "bare" and self._is_loose(at, end):
            kind = "loose"
        if kind in {"bare", "loose"} and not spelled and value in _YEARS and "." not in token.text:
            kind = "year_number"
        if kind == "year" and value in _YEARS:
            kind = "year_number"
        self._used.update(range(at, end))
        return [self._made(kind, value, at, end)], max(length, 1)

    def _is_loose(self, at: int, end: int) -> bool:
        """Whether no noun follows: "your child is 16?", "at eight", "open from 15.00"."""
        last = end >= len(self._texts) or not self._texts[end][0].isalpha()
        return (
            last
            or self._texts[at - 1 : at] in [[word] for word in _AT]
            or bool(_HALF_PAST.fullmatch(self._texts[at]))
        )

    def _made(self, kind: str, value: Decimal, at: int, end: int) -> Fact:
        if kind == "cent":
            kind, value = "amount", value / 100
        normal: object = value.normalize() + 0
        if kind == "time":
            normal = (int(value), 0)
        start = self._tokens[at].start
        bound = self._bound(at, end) if kind != "time" else ""
        return Fact(kind, normal, start, self._tokens[end - 1].end, bound)

    def _half(self, at: int) -> tuple[list[Fact], int]:
        """A half of a unit of time is a number of its own."""
        if not self._words.halves.get(self._texts[at]):
            return [], 1
        for ahead in (at + 1, at + 2):
            unit = self._unit_at(ahead)
            if unit in DURATIONS:
                self._used.update(range(at, ahead + 1))
                return [self._made(unit, Decimal("0.5"), at, ahead + 1)], ahead + 1 - at
        return [], 1

    def _unit_at(self, at: int) -> str | None:
        """The unit that a token names."""
        if not 0 <= at < len(self._tokens) or self._tokens[at].number:
            return None
        text = self._texts[at]
        if text in self._words.clock_after:
            return "time"
        unit = self._words.units.get(text)
        if (
            unit is None
            and self._words.language in {"ar", "fa"}
            and len(text) > 3
            and text[0] in "وبلف"
        ):
            unit = self._words.units.get(text[1:])
        if unit is None and self._words.language == "de":
            # "Partnermonate": a German compound's last part.
            unit = next((u for end, u in _GERMAN_ENDS.items() if text.endswith(end)), None)
        return str(unit) if unit else None

    def _unit(self, at: int, end: int, *, spelled: bool) -> tuple[str, int]:
        """A number's unit, and where both end; ``bare`` if it has none."""
        before = self._texts[at - 1] if at else ""
        if before in {".", "_"} and at > 1:
            before = self._texts[at - 2]
        if before in self._words.clock_before and not self._is_duration(end):
            return "time", end
        after = end
        # "15. Tag", "24-jährig", "46,- Euro", "10dan": what stands between number and unit.
        while after < len(self._texts) and self._texts[after] in {"-", ".", ",", "–", "_", "de"}:
            if self._texts[after] == "," and self._texts[after + 1 : after + 2] not in (
                ["-"],
                ["–"],
            ):
                break
            after += 1
        suffix = self._tokens[end - 1].end
        if not spelled and _ORDINAL.match(self._text, suffix):
            after = end + 1
            unit = self._unit_at(after)
            return (unit, after + 1) if unit else ("ordinal", end + 1)
        unit = self._unit_at(after)
        if unit:
            return unit, after + 1
        if (
            at
            and (unit := self._unit_at(at - 1)) in {"amount", "percent", "foreign"}
            and (at - 1 not in self._used)
        ):
            self._used.add(at - 1)
            return str(unit), end
        year = (
            not spelled and self._texts[end - 1].isdigit() and int(self._texts[end - 1]) in _YEARS
        )
        if not year and (unit := self._range_unit(after)):
            return unit, end
        if (
            after == end
            and after + 1 < len(self._texts)
            and len(self._texts[after]) >= 4
            and self._texts[after][0].isalpha()
            and read_number(self._texts, after, self._words) is None
            and self._texts[after] not in self._words.ranges
            and not self._words.halves.get(self._texts[after])
            and (unit := self._unit_at(after + 1)) in DURATIONS
        ):
            return str(unit), after + 2  # "two whole years"
        dotted = not spelled and self._words.language in _DOTTED_ORDINALS
        ordinal = dotted and end < len(self._texts) and self._texts[end] == "."
        if ordinal and end + 1 < len(self._texts) and self._texts[end + 1][0].isalpha():
            return "ordinal", end + 1
        return "bare", end

    def _is_duration(self, end: int) -> bool:
        return self._unit_at(end) in DURATIONS

    def _range_unit(self, after: int) -> str | None:
        """The unit behind a range's other end: "24 to 36 months", "8–14 Uhr"."""
        if after - 1 >= 0 and after <= len(self._texts):
            dash = after > 0 and self._texts[after - 1] in _DASHES
        else:
            dash = False
        if not dash:
            if after >= len(self._texts):
                return None
            if self._texts[after] not in self._words.ranges | _DASHES | {","}:
                return None
            after += 1
        # "from 8 to about 10 o'clock": the other end may have a word in front of it.
        commas = self._texts[after - 1] == ","
        for at in (after,) if commas else (after, after + 1, after + 2):
            if at >= len(self._tokens):
                return None
            skipped = self._texts[after:at]
            if not all(text[0].isalpha() for text in skipped) or (
                len(skipped) == 2 and skipped[0] not in self._bound_words
            ):
                return None
            if self._tokens[at].number:
                length = 1
            else:
                read = read_number(self._texts, at, self._words)
                lone = read is not None and read[1] == 1
                if read is None or (lone and self._texts[at] in self._words.ambiguous):
                    continue
                length = read[1]
            if self._month_after(at + length) is not None:
                return None
            unit, _ = self._unit(at, at + length, spelled=True)
            return unit if unit not in {"bare", "ordinal"} else None
        return None

    def _bound(self, at: int, end: int) -> Bound:
        """Whether the words beside a number make it a least or a most."""
        before: list[str] = []
        while at > 0 and len(before) < 8 and self._texts[at - 1][0].isalpha():
            at -= 1
            if self._texts[at] not in _FILLERS or (not before and self._texts[at] == "von"):
                before.insert(0, self._texts[at])
        if self._words.bounds_follow:
            after = self._texts[end : end + 5]
            for phrase, direction in self._words.bounds:
                for skip in range(_BOUND_WORDS):
                    if self._words.ranges.intersection(after[:skip]):
                        break
                    if tuple(after[skip : skip + len(phrase)]) == phrase:
                        return direction  # type: ignore[return-value]
        best: tuple[int, Bound] = (0, "")
        for phrase, direction in self._words.bounds:
            size = len(phrase)
            for skip in range(_BOUND_WORDS):
                stop = len(before) - skip
                start = stop - size
                if start < 0 or tuple(before[start:stop]) != phrase or size <= best[0]:
                    continue
                negated = set(before[max(0, start - 2) : start]) & self._words.negations
                best = (size, "" if negated else direction)  # type: ignore[assignment]
        return best[1]

    # --- dates and words -----------------------------------------------------------------------

    def _month_after(self, at: int) -> tuple[int, int] | None:
        """(month, its token) behind a day: "15. Februar", "15 de mai", "15th of May"."""
        for ahead in range(at, min(at + 4, len(self._texts))):
            text = self._texts[ahead]
            month = None if self._tokens[ahead].number else self._month(ahead)
            if month:
                return month, ahead
            short = len(text) <= 3 and not self._tokens[ahead].number
            if not (text in {".", "-", "of", "de", "the"} or _ORDINAL.fullmatch(text) or (
                short and text in self._words.ranges | {"ال", "من"}
            )):  # fmt: skip
                return None
        return None

    def _month(self, at: int) -> int | None:
        text = self._texts[at]
        month = self._words.months.get(text)
        if month is None and self._words.language == "ar" and len(text) > 4 and text[0] in "وبلف":
            month = self._words.months.get(text[1:])
        return int(month) if month else None

    def _date(self, at: int, end: int, value: Decimal) -> Fact | None:
        if value != int(value) or not 1 <= value <= 31:
            return None
        found = self._month_after(end)
        if found is None and at and self._words.language == "en" and self._month(at - 1):
            # "February 15"
            month, last = self._month(at - 1) or 0, end - 1
            at -= 1
        elif found is None:
            return None
        else:
            month, last = found
        ranged = set(self._texts[end:last]) & (self._words.ranges - {"de"})
        # The Arabic calendar's months have two names: "شباط/فبراير".
        if last + 2 < len(self._texts) and self._texts[last + 1] == "/" and self._month(last + 2):
            last += 2
        year, after = self._year(last + 1)
        self._used.update(range(at, after))
        if ranged:  # "15 and 30 March": the day in front of the "and"
            self._used.difference_update(range(end, after))
        start = self._tokens[at].start
        bound = self._bound(at, after)
        return Fact("date", (int(value), month, year), start, self._tokens[after - 1].end, bound)

    def _year(self, at: int) -> tuple[int, int]:
        """(the year that stands at a token or 0, where it ends)."""
        for ahead in (at, at + 1):
            if ahead < len(self._tokens) and self._tokens[ahead].number:
                text = self._texts[ahead]
                if text.isdigit() and int(text) in _YEARS:
                    return int(text), ahead + 1
                break
            if ahead < len(self._texts) and self._texts[ahead] not in {",", "de", "."}:
                break
        return 0, at

    def _word(self, at: int, token: _Token) -> Iterator[Fact]:
        text = token.text
        if token.number or not text[0].isalpha():
            return
        month = self._month(at)
        if month:
            last = at
            if at + 2 < len(self._texts) and self._texts[at + 1] == "/" and self._month(at + 2):
                last = at + 2
            year, after = self._year(last + 1)
            if year:
                self._used.update(range(at, after))
                end = self._tokens[after - 1].end
                yield Fact("month_year", (month, year), token.start, end)
            elif text not in self._words.months_ambiguous:
                yield Fact("month", month, token.start, token.end)
            return
        if text not in self._words.weekdays_ambiguous and (day := self._words.weekdays.get(text)):
            yield Fact("weekday", day, token.start, token.end)
        if self._words.free.get(text):
            yield Fact("amount", Decimal(0), token.start, token.end)


def _decimal(text: str) -> Decimal:
    """A number's value: the last separator is a decimal one unless three digits follow it."""
    text = text.replace(" ", "")
    parts = re.split(r"[.,]", text)
    if len(parts) == 1:
        return Decimal(text)
    *whole, last = parts
    grouped = len(last) == 3 and parts[0] != "0" and len(parts[0]) <= 3
    separators = re.findall(r"[.,]", text)
    if grouped and len(set(separators)) == 1:
        return Decimal("".join(parts))
    return Decimal(f"{''.join(whole)}.{last}")
