"""What the guard's verdict makes of an answer."""

from collections.abc import Mapping
from dataclasses import replace

from bot.compose import Draft, source_link
from bot.guard.danger import Danger
from bot.guard.guard import Verdict
from bot.phrases import Phrases
from bot.schema import ListBlock, Outcome, TextBlock
from knowledge.records import Knowledge

#: Whom to call, the best first. Danger to life can come of all of them.
_LINES: Mapping[Danger, tuple[str, ...]] = {
    "emergency": ("emergency", "police"),
    "poison": ("poison", "emergency"),
    "doctor": ("medical", "emergency"),
    "despair": ("counselling", "emergency", "youth"),
    "violence": ("women", "police", "emergency", "counselling"),
    "threat": ("police", "emergency", "women"),
    "child": ("police", "emergency", "youth"),
}
#: Whom a calm line below an ordinary answer names.
_PERHAPS = ("emergency", "counselling", "women")
#: What an insult, or an order to the bot, does not get an answer instead of.
_NOT_ANSWERED: frozenset[Outcome] = frozenset({"no_answer", "clarify", "smalltalk"})


def guarded(
    verdict: Verdict,
    outcome: Outcome,
    draft: Draft,
    knowledge: Knowledge,
    phrases: Phrases,
    *,
    asks_too: bool,
) -> tuple[Outcome, Draft]:
    """The answer with what must come first.

    ``asks_too``: who is in danger also asks for what the answer is about.
    """
    # An order is near some service by chance; a question beside it is answered.
    by_chance = outcome == "answered" and not asks_too
    if verdict.danger:
        first = help_lines(verdict.danger, knowledge, phrases)
        outcome, draft = "help_line", _below(first, draft, phrases) if asks_too else first
    elif ((verdict.abuse or verdict.takeover) and outcome in _NOT_ANSWERED) or (
        verdict.takeover and by_chance
    ):
        key = "guard.takeover" if verdict.takeover else "guard.abuse"
        draft = Draft((_text("paragraph", key, phrases),), suggestions=phrases.starters)
        outcome = "blocked"
    elif verdict.city and verdict.city[1] == "only" and outcome != "redirected":
        text = _text("paragraph", "guard.other_city_only", phrases, city=verdict.city[0])
        outcome, draft = "no_answer", Draft((text,), suggestions=phrases.starters)
    else:
        notices = []
        if verdict.city and outcome == "answered":
            city = verdict.city[0]
            notices.append(_text("notice", "guard.other_city", phrases, city=city))
        if verdict.legal_advice:
            notices.append(_text("notice", "guard.legal_advice", phrases))
        draft = replace(draft, blocks=(*notices, *draft.blocks))
    if verdict.perhaps and outcome != "blocked":
        draft = _with_numbers(draft, knowledge, phrases)
    if verdict.personal:
        note = _text("notice", "guard.personal_data", phrases)
        blocks = (*draft.blocks, note) if verdict.danger else (note, *draft.blocks)
        draft = replace(draft, blocks=blocks)
    return outcome, draft


def help_lines(danger: Danger, knowledge: Knowledge, phrases: Phrases) -> Draft:
    """Whom to call, by the kind of danger."""
    # A snapshot of older content may lack some; it must never lack an answer.
    known = knowledge.help_lines
    lines = {name: known[name] for name in _LINES[danger] if name in known}
    return Draft(
        (
            _text("paragraph", f"help_line.opening.{danger}", phrases),
            ListBlock(
                type="list",
                items=tuple(
                    phrases(f"help_line.lines.{name}", number=line.number, hours=line.hours)
                    for name, line in lines.items()
                ),
                language=phrases.language,
            ),
        ),
        sources=tuple(source_link(line.source, line.number) for line in lines.values()),
    )


def _with_numbers(draft: Draft, knowledge: Knowledge, phrases: Phrases) -> Draft:
    """The answer, and below it a calm line with the numbers for whoever is in danger after all."""
    known = knowledge.help_lines
    if not all(name in known for name in _PERHAPS):  # a snapshot of older content
        return draft
    lines = {name: known[name] for name in _PERHAPS}
    numbers = {name: line.number for name, line in lines.items()}
    sources = tuple(source_link(line.source, line.number) for line in lines.values())
    notice = _text("notice", "help_line.perhaps", phrases, **numbers)
    return replace(draft, blocks=(*draft.blocks, notice), sources=(*draft.sources, *sources))


def _below(first: Draft, answer: Draft, phrases: Phrases) -> Draft:
    """The help lines, and below them the answer to what else was asked."""
    below = _text("paragraph", "help_line.below", phrases)
    return replace(
        answer,
        blocks=(*first.blocks, below, *answer.blocks),
        sources=(*first.sources, *answer.sources),
    )


def _text(kind: str, key: str, phrases: Phrases, **values: object) -> TextBlock:
    text = phrases(key, **values)
    return TextBlock.model_validate({"type": kind, "text": text, "language": phrases.language})
