"""Turns that mean something only after the last one: a correction, a choice among what was offered."""

import re
from collections.abc import Sequence

from bot.phrases import Phrases
from knowledge.text import fold

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
#: A "no" takes something back if it is set apart from what follows.
_SET_APART = re.compile(r"\s*[,;.:!–—-]")


def corrected(text: str, phrases: Phrases) -> str | None:
    """What is meant instead ("no, I mean the ID card" -> "the ID card"); None if nothing is taken back."""
    found = list(_WORD.finditer(text))
    folded = [fold(word.group()) for word in found]
    first, beyond = 0, len(found)
    corrects = False
    if len(found) > 1 and (no := phrases.declines.span(folded)) and no[0] == 0:
        corrects = bool(_SET_APART.match(text, found[no[1] - 1].end())) and no[1] < len(found)
        first = no[1]
    if span := phrases.corrects.span(folded):
        corrects = True
        start, end = span
        # One may follow the other: "no sorry, I meant …".
        while (more := phrases.corrects.span(folded[end:])) and more[0] == 0:
            end += more[1]
        first, beyond = (first, start) if end == len(found) else (end, beyond)
    if not corrects:
        return None
    return text[found[first].start() : found[beyond - 1].end()] if first < beyond else text


def named_choice(folded: Sequence[str], offered: int, phrases: Phrases) -> int | None:
    """Which of the choices is named by its place ("the second one"); None if none is."""
    if not offered or any(word not in phrases.filler for word in phrases.ordinals.others(folded)):
        return None
    place = phrases.ordinals.best(folded)
    return min(int(place), offered - 1) if place else None
