"""Cue words: stems, whole words, and the longest one wins."""

import pytest

from bot.phrases import PhraseBook
from knowledge.cues import Cues
from knowledge.languages import SUPPORTED
from knowledge.records import SECTION_NAMES
from knowledge.text import words

CUES = Cues(
    {
        "cost": ["kost", "ne kadar"],
        "duration": ["ne kadar sür"],
        "contact": ["wo "],
        "hello": ["hi"],
    }
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Was kostet das?", "cost"),
        ("Ne kadar?", "cost"),
        ("Ne kadar sürer?", "duration"),
        ("Wo ist das?", "contact"),
        ("Woche", None),
        ("hi", "hello"),
        ("Hilfe", None),
        ("", None),
    ],
)
def test_the_longest_cue_wins(text: str, kind: str | None) -> None:
    assert CUES.best(words(text)) == kind


def test_others_are_the_words_that_no_cue_accounts_for() -> None:
    assert CUES.others(words("hi Hanni, was kostet das?")) == ["hanni", "was", "das"]
    assert CUES.others(words("hi")) == []


@pytest.mark.parametrize("language", list(SUPPORTED))
def test_every_follow_up_is_understood_as_its_own_section(language: str) -> None:
    phrases = PhraseBook.load()[language]
    for name in SECTION_NAMES:
        question = phrases.follow_up(name)
        if question is not None:
            assert phrases.section_cues.best(words(question)) == name, question
