"""The property tax calculator in the dialogue: when it answers, and with which words.

Needs no language model. A Hebesatz is the user's own or the configured one, never assumed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.compose import Draft, service_links
from bot.phrases import PhraseBook, Phrases
from bot.property_tax import law
from bot.property_tax.calculation import Calculation, Property, Reduction, calculate
from bot.property_tax.inputs import InputError, read_number
from bot.property_tax.reading import PropertyReader, Reading, as_factor
from bot.property_tax.wording import (
    amount,
    error_text,
    euros,
    isolated,
    need,
    schedule_lines,
    step_line,
)
from bot.schema import (
    HISTORY_TURNS,
    Block,
    ChatRequest,
    Fact,
    FactsBlock,
    ListBlock,
    SourceLink,
    TextBlock,
)
from bot.understand import Understood
from knowledge.languages import ORIGINAL, SUPPORTED
from knowledge.records import Knowledge, Service
from knowledge.text import clean

SERVICE = "grundsteuer"
#: Which remedy against which notice, and who pays after a sale: what people ask next.
_NEXT = ("gst-38", "gst-40", "gst-18")
_NEEDS = ("plot_area", "building_area", "location_factor", "hebesatz")
_AREAS = frozenset({"plot_area", "living_area", "usable_area"})
#: Words that nothing but property tax is spoken of with ("a flat of 80 m²" may be about anything).
_OWN_WORDS = frozenset(
    {"plot", "living", "usable", "location_factor", "land_value", "messbetrag", "hebesatz"}
)
_NAMED = frozenset({"tax", "location_factor", "land_value", "messbetrag", "hebesatz"})
_LAND_VALUES = frozenset({"land_value", "mean_land_value"})


@dataclass(frozen=True, slots=True)
class ConfiguredHebesatz:
    """The city's own Hebesatz of Grundsteuer B in percent, as whoever runs Hanni has set it."""

    percent: Decimal
    source: str
    year: int


class PropertyTaxDialogue:
    """Answers what the calculator can answer, and offers it after answers about property tax."""

    def __init__(self, book: PhraseBook, configured: ConfiguredHebesatz | None) -> None:
        self._configured = configured
        tables = [book[code].table("property_tax.cues") for code in SUPPORTED]
        chips = {"calculate": [book[code]("property_tax.chip") for code in SUPPORTED]}
        self._read = PropertyReader([*tables, chips])

    def __call__(
        self, request: ChatRequest, understood: Understood, knowledge: Knowledge, phrases: Phrases
    ) -> Draft | None:
        """The calculator's answer; None if the question is none for it."""
        now = self._read(understood.text)
        history = request.history[-HISTORY_TURNS:]
        earlier = [self._read(clean(t.text)) for t in history if t.role == "user" and t.text]
        about_tax = (understood.previous_service or "").startswith(SERVICE)
        asked_before = any(_asks(reading, about_tax=False) for reading in earlier)
        values: dict[str, str] = {}
        if _asks(now, about_tax) or (asked_before and _adds(now)):
            readings = [*(earlier if asked_before else []), now]
        else:
            return None
        words: frozenset[str] = frozenset()
        for reading in readings:
            values = _merged(values, reading)
            words |= reading.words
        return self._draft(values, words, knowledge, phrases)

    def offer(self, draft: Draft, service: Service, phrases: Phrases) -> Draft:
        """The draft with the calculator among its suggestions, if it is about property tax."""
        if service.id != SERVICE:
            return draft
        chip = phrases("property_tax.chip")
        return replace(draft, suggestions=(*draft.suggestions, chip))

    def _draft(
        self,
        values: Mapping[str, str],
        words: frozenset[str],
        knowledge: Knowledge,
        phrases: Phrases,
    ) -> Draft:
        try:
            numbers = {name: read_number(name, text) for name, text in values.items()}
            known = Property(reduction=_reduction(words), **numbers)
        except InputError as error:
            blocks: list[Block] = [_paragraph(error_text(error, phrases), phrases)]
            return self._finished(blocks, [], knowledge, phrases)
        if not numbers:
            return self._finished(list(self._questions(phrases)), [law.VIEWER], knowledge, phrases)
        used = self._configured if known.hebesatz is None else None
        if used:
            known = replace(known, hebesatz=used.percent)
        result = calculate(known)
        blocks = list(_result(result, phrases))
        if used and (result.tax is not None or result.missing):
            blocks.append(_configured_notice(used, phrases))
        blocks += [_notice(phrases(f"property_tax.remarks.{r}"), phrases) for r in result.remarks]
        blocks.append(_notice(phrases("property_tax.estimate"), phrases))
        sources = [law.NGRSTG] if result.steps else []
        sources += [law.GRSTG] if result.schedules else []
        sources += [law.VIEWER] if "location_factor" in result.missing else []
        return self._finished(blocks, sources, knowledge, phrases)

    def _questions(self, phrases: Phrases) -> Iterator[Block]:
        yield _paragraph(phrases("property_tax.needed"), phrases)
        names = _NEEDS[:-1] if self._configured else _NEEDS
        yield _list([need(name, phrases) for name in names], phrases)
        yield _paragraph(phrases("property_tax.example"), phrases)
        if self._configured:
            yield _configured_notice(self._configured, phrases)

    def _finished(
        self, blocks: list[Block], sources: list[law.Law], knowledge: Knowledge, phrases: Phrases
    ) -> Draft:
        faqs = [knowledge.faqs[id_].texts for id_ in _NEXT if id_ in knowledge.faqs]
        language = phrases.language
        service = knowledge.services.get(SERVICE)
        return Draft(
            blocks=tuple(blocks),
            services=service_links([service] if service else [], language),
            sources=tuple(_source(source) for source in sources),
            suggestions=tuple(texts[language].question for texts in faqs if language in texts),
        )


def _asks(reading: Reading, about_tax: bool) -> bool:
    """Whether a message wants something calculated.

    Areas alone may belong to a building permit, so property tax must be named, have been talked
    about, or be meant by "what do I pay for this plot with that living area?".
    """
    if "calculate" in reading.words:
        return True
    has_area = bool(_AREAS & reading.values.keys()) or reading.loose_area
    if "messbetrag" in reading.values and ("hebesatz" in reading.values or about_tax):
        return True
    both = {"plot", "living"} <= reading.words and reading.values.keys() >= {"plot_area"}
    named = bool(_NAMED & reading.words)
    context = about_tax and bool(_OWN_WORDS & reading.words)
    return has_area and (named or context or (both and "pay" in reading.words))


def _adds(reading: Reading) -> bool:
    """Whether a message goes on with a calculation."""
    return reading.bare is not None or bool(reading.values and _OWN_WORDS & reading.words)


def _merged(values: Mapping[str, str], reading: Reading) -> dict[str, str]:
    """The newer numbers win, and replace what they make out of date."""
    new = dict(reading.values)
    if reading.bare is not None:
        new = _bare(values, reading.bare)
    outdated: set[str] = set()
    if new.keys() & (_AREAS | _LAND_VALUES | {"location_factor"}) and "messbetrag" not in new:
        outdated.add("messbetrag")
    if new.keys() & _LAND_VALUES:
        outdated.add("location_factor")
    if "location_factor" in new:
        outdated |= _LAND_VALUES
    return {**{k: v for k, v in values.items() if k not in outdated}, **new}


def _bare(values: Mapping[str, str], text: str) -> dict[str, str]:
    """A single number, given as an answer: a small one is the Lage-Faktor, another the Hebesatz."""
    if "location_factor" not in values and as_factor(text) is not None:
        return {"location_factor": text}
    return {"hebesatz": text}


def _reduction(words: frozenset[str]) -> Reduction:
    monument, social = "monument" in words, "social_housing" in words
    if monument and social:
        raise InputError("social_housing", "two_reductions")
    return "monument" if monument else "social_housing" if social else "none"


def _result(result: Calculation, phrases: Phrases) -> Iterator[Block]:
    language = phrases.language
    if result.steps:
        yield ListBlock(
            type="steps",
            items=tuple(step_line(step, phrases) for step in result.steps),
            language=language,
            heading=phrases("property_tax.calculation"),
        )
    facts = [
        Fact(label=phrases(f"property_tax.labels.{name}"), text=euros(value, language))
        for name, value in (("messbetrag", result.messbetrag), ("tax", result.tax))
        if value is not None
    ]
    facts += [Fact(label=label, text=text) for label, text in schedule_lines(result, phrases)]
    if facts:
        yield FactsBlock(items=tuple(facts), language=language)
    if result.missing:
        items = [need(name, phrases) for name in result.missing]
        yield _list(items, phrases, phrases("property_tax.still_missing"))
        yield _paragraph(phrases("property_tax.tell"), phrases)


def _configured_notice(configured: ConfiguredHebesatz, phrases: Phrases) -> TextBlock:
    percent = isolated(amount(configured.percent, "%", phrases.language), phrases.language)
    text = phrases(
        "property_tax.configured",
        year=configured.year,
        hebesatz=percent,
        source=configured.source,
    )
    return _notice(text, phrases)


def _paragraph(text: str, phrases: Phrases) -> TextBlock:
    return TextBlock(type="paragraph", text=text, language=phrases.language)


def _notice(text: str, phrases: Phrases) -> TextBlock:
    return TextBlock(type="notice", text=text, language=phrases.language)


def _list(items: list[str], phrases: Phrases, heading: str | None = None) -> ListBlock:
    return ListBlock(type="list", items=tuple(items), language=phrases.language, heading=heading)


def _source(source: law.Law) -> SourceLink:
    return SourceLink(
        title=source.title,
        url=source.url,
        as_of=source.as_of,
        undated=source.undated,
        language=ORIGINAL,
        quote=source.quote,
    )
