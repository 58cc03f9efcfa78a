"""Cue words: which section a question is about, or which kind of small talk it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.text import words

#: A shorter stem must be the whole word, or "hi" would greet in "Hilfe".
_WHOLE_WORD = 3


@dataclass(frozen=True, slots=True)
class _Cue:
    kind: str
    stems: tuple[str, ...]
    whole: bool

    @property
    def length(self) -> int:
        return sum(map(len, self.stems))

    def at(self, text: Sequence[str], start: int) -> bool:
        """Whether the words from ``start`` on begin with the stems, in order."""
        found = text[start : start + len(self.stems)]
        if len(found) < len(self.stems):
            return False
        *firsts, last = zip(found, self.stems, strict=True)
        return all(_begins(word, stem) for word, stem in firsts) and (
            last[0] == last[1] if self.whole else last[0].startswith(last[1])
        )


class Cues:
    """Word stems by kind; a stem matches the beginning of a word, a longer cue beats a shorter one."""

    def __init__(self, stems: Mapping[str, Sequence[str]]) -> None:
        self._cues = sorted(
            (_cue(kind, stem) for kind, cues in stems.items() for stem in cues if words(stem)),
            key=lambda cue: -cue.length,
        )

    def best(self, text: Sequence[str]) -> str | None:
        """The kind of the longest cue in the folded words, None if there is none."""
        return next(
            (cue.kind for cue in self._cues if any(cue.at(text, i) for i in range(len(text)))), None
        )

    def others(self, text: Sequence[str]) -> list[str]:
        """The words that no cue of any kind accounts for, in order."""
        open_words = set(range(len(text)))
        for cue in self._cues:
            for start in range(len(text)):
                if cue.at(text, start):
                    open_words -= set(range(start, start + len(cue.stems)))
        return [word for at, word in enumerate(text) if at in open_words]


def _cue(kind: str, written: str) -> _Cue:
    stems = tuple(words(written))
    alone_and_short = len(stems) == 1 and len(stems[0]) <= _WHOLE_WORD
    return _Cue(kind, stems, whole=written.endswith(" ") or alone_and_short)


def _begins(word: str, stem: str) -> bool:
    return word == stem if len(stem) <= _WHOLE_WORD else word.startswith(stem)
