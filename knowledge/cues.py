"""Cue words: which section a question is about, or which kind of small talk it is."""

import re
from collections.abc import Iterator, Mapping, Sequence

from knowledge.text import words

#: A shorter stem must be the whole word, or "hi" would greet in "Hilfe".
_WHOLE_WORD = 3


class Cues:
    """Word stems by kind; a stem matches the beginning of a word, a longer cue beats a shorter one.

    All cues are one regular expression over the folded words, joined by single spaces.
    """

    def __init__(self, stems: Mapping[str, Sequence[str]]) -> None:
        cues = [(kind, cue) for kind, cues in stems.items() for cue in cues if words(cue)]
        # At each word the first alternative that fits wins, so the longest come first.
        cues.sort(key=lambda pair: -len("".join(words(pair[1]))))
        self._kinds = [kind for kind, _ in cues]
        self._lengths = [len("".join(words(cue))) for _, cue in cues]
        self._sizes = [len(words(cue)) for _, cue in cues]
        alternatives = "|".join(f"({_pattern(cue)})" for _, cue in cues)
        self._anywhere = re.compile(rf"(?<!\S)(?=(?:{alternatives}))")

    def kinds(self, text: Sequence[str]) -> list[str]:
        """The kinds that have a cue in the folded words, the one with the longest cue first.

        Of equally long ones the one that is said first.
        """
        found = sorted(self._find(text), key=lambda cue_at: -self._lengths[cue_at[0]])
        return list(dict.fromkeys(self._kinds[cue] for cue, _ in found))

    def best(self, text: Sequence[str]) -> str | None:
        """The kind of the longest cue in the folded words, None if there is none."""
        return next(iter(self.kinds(text)), None)

    def begin(self, text: Sequence[str]) -> bool:
        """Whether the folded words begin with a cue."""
        return any(at == 0 for _, at in self._find(text))

    def span(self, text: Sequence[str]) -> tuple[int, int] | None:
        """Numbers of the first word of the first cue in the folded words, and of the word after it."""
        return next(((at, at + self._sizes[cue]) for cue, at in self._find(text)), None)

    def others(self, text: Sequence[str]) -> list[str]:
        """The words that no cue of any kind accounts for, in order."""
        covered = {
            at + offset for cue, at in self._find(text) for offset in range(self._sizes[cue])
        }
        return [word for at, word in enumerate(text) if at not in covered]

    def _find(self, text: Sequence[str]) -> Iterator[tuple[int, int]]:
        """(number of the cue, number of the word it begins at)."""
        joined = " ".join(text)
        for match in self._anywhere.finditer(joined):
            assert match.lastindex is not None  # every alternative is a group
            yield match.lastindex - 1, joined.count(" ", 0, match.start())


def _pattern(cue: str) -> str:
    *firsts, last = words(cue)
    # A space at the end of a cue asks for the end of the word.
    whole = cue.endswith(" ") or (not firsts and len(last) <= _WHOLE_WORD)
    end = r"(?!\S)" if whole else ""
    return "".join(map(_first, firsts)) + re.escape(last) + end


def _first(stem: str) -> str:
    ending = "" if len(stem) <= _WHOLE_WORD else r"\S*"
    return f"{re.escape(stem)}{ending} "
