"""Languages that the window speaks and Hanni does not answer in: honest about it, in their own words."""

from typing import Any

import pytest

from bot.phrases import PhraseBook
from bot.pipeline import Pipeline
from bot.schema import ChatRequest, ChatResponse, Turn
from knowledge.languages import INTERFACE, INTERFACE_ONLY, RECOGNISED, known_language

BOOK = PhraseBook.load()
#: What the first questions to begin with are about, in this order.
STARTERS = ("sperrmuell", "personalausweis", "grundsteuer", "termin-buergeramt")


def ask(pipeline: Pipeline, message: str, language: str | None, **more: Any) -> ChatResponse:
    return pipeline.extractive(ChatRequest(message=message, language=language, **more))


@pytest.mark.parametrize("language", INTERFACE_ONLY)
def test_every_starter_is_answered_in_the_fallback_language_and_says_so(
    pipeline: Pipeline, language: str
) -> None:
    words = BOOK.interface(language)
    for question, service in zip(words.starters, STARTERS, strict=True):
        answer = ask(pipeline, question, language)
        assert (answer.outcome, answer.language) == ("answered", "en"), question
        assert answer.interface_language == language
        assert answer.services[0].id == service, question
        note = answer.blocks[0]
        assert (note.type, note.language) == ("notice", language)
        assert words("languages.en") in getattr(note, "text", "")
        assert answer.blocks[1].language == "en"


@pytest.mark.parametrize("language", sorted(INTERFACE_ONLY.keys() & RECOGNISED.keys()))
def test_some_are_recognised_without_being_chosen(pipeline: Pipeline, language: str) -> None:
    answer = ask(pipeline, BOOK.interface(language).starters[1], None)
    assert (answer.language, answer.interface_language) == ("en", language)
    assert answer.detected_language == language


@pytest.mark.parametrize("language", INTERFACE_ONLY)
@pytest.mark.parametrize(
    ("question", "written"), [("Was kostet ein Reisepass?", "de"), ("Pasaport ne kadar?", "tr")]
)
def test_a_question_in_a_language_of_answers_is_answered_in_it(
    pipeline: Pipeline, question: str, written: str, language: str
) -> None:
    answer = ask(pipeline, question, language)
    assert (answer.language, answer.interface_language) == (written, written)
    assert answer.services[0].id == "reisepass"


def test_a_chosen_language_of_answers_beats_the_question_s(pipeline: Pipeline) -> None:
    answer = ask(pipeline, "¿Cuánto cuesta un pasaporte?", "fr")
    assert (answer.language, answer.interface_language) == ("fr", "es")
    assert "francés" in getattr(answer.blocks[0], "text", "")


def test_the_conversation_s_language_stays(pipeline: Pipeline) -> None:
    said = Turn(role="assistant", service="reisepass", language="bg")
    answer = ask(pipeline, "колко струва", None, history=(said,))
    assert (answer.language, answer.interface_language) == ("en", "bg")


def test_in_danger_the_help_lines_come_first(pipeline: Pipeline) -> None:
    answer = ask(pipeline, "Quiero matarme", "es")
    assert answer.outcome == "help_line"
    assert answer.blocks[0].type != "notice"
    assert answer.blocks[-1].language == "es"


def test_small_talk_does_not_change_the_language(pipeline: Pipeline) -> None:
    answer = ask(pipeline, "Ciao", "it")
    assert (answer.outcome, answer.interface_language) == ("smalltalk", "it")


@pytest.mark.parametrize("language", INTERFACE)
def test_the_greeting_names_the_language_of_answers(language: str) -> None:
    greeting = BOOK.greeting(language, "de")
    assert "{{" not in greeting
    if language in INTERFACE_ONLY:
        assert BOOK.interface(language)("languages.de") in greeting


@pytest.mark.parametrize(
    ("tag", "code"),
    [("tr-TR", "tr"), ("bs", "hr"), ("sr-Latn-RS", "hr"), ("kmr", "ku"), ("PS", "ps"), ("zh", None),
     ("", None), ("*", None)],
)  # fmt: skip
def test_a_browser_s_language_tag_is_known(tag: str, code: str | None) -> None:
    assert known_language(tag) == code
