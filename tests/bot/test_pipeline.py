"""One question's way to its answer, as citizens ask in ten languages."""

import json
import re
from pathlib import Path

import pytest

from bot.compose import text_of
from bot.pipeline import Pipeline
from bot.schema import ChatRequest, ChatResponse, Turn
from knowledge.languages import SUPPORTED
from knowledge.records import Knowledge
from knowledge.text import fold


def ask(pipeline: Pipeline, message: str, **more: object) -> ChatResponse:
    return pipeline.extractive(ChatRequest.model_validate({"message": message, **more}))


def text(answer: ChatResponse) -> str:
    return "\n".join(text_of(block) for block in answer.blocks)


def test_how_what_by_when_with_link_and_dated_source(pipeline: Pipeline) -> None:
    answer = ask(pipeline, "Yeni adresimi nasıl kaydettiririm?")
    assert (answer.outcome, answer.language, answer.detected_language) == ("answered", "tr", "tr")
    assert [block.type for block in answer.blocks] == [
        "paragraph", "steps", "list", "facts", "notice",
    ]  # fmt: skip
    assert "Wohnungsgeberbestätigung" in text(answer)  # what to bring
    assert "iki hafta" in text(answer)  # by when
    assert answer.services[0].id == "wohnsitz-anmelden-ummelden"
    assert (answer.services[0].url or "").startswith("https://www.hannover.de/")
    assert answer.services[0].online_url == "https://wohnsitzanmeldung.gov.de/"
    law = answer.sources[0]
    assert (law.title, law.as_of) == ("§ 17 Abs. 1 BMG", "2026-08-19")
    assert law.language == "de"
    assert answer.translation == "machine"


def test_a_german_question_gets_german_and_no_translation_note(pipeline: Pipeline) -> None:
    answer = ask(pipeline, "und wann ist die Grundsteuer fällig?")
    assert (answer.outcome, answer.language) == ("answered", "de")
    assert "15. Februar, 15. Mai, 15. August und 15. November" in text(answer)
    assert answer.translation == "original"
    assert not any(block.type == "notice" for block in answer.blocks)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wo gibt es die beste Pizza?", "de"),
        ("Where can I get pizza?", "en"),
        ("En iyi pizza nerede?", "tr"),
        ("أين أفضل بيتزا؟", "ar"),
    ],
)
def test_pizza_is_declined_kindly_with_a_telephone_number(
    pipeline: Pipeline, question: str, language: str
) -> None:
    answer = ask(pipeline, question)
    assert (answer.outcome, answer.language) == ("no_answer", language)
    assert "0511 168-0" in text(answer)
    assert answer.suggestions
    assert answer.sources[0].as_of == "2022-01"


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Was kostet ein Personalausweis?", "46 Euro"),
        ("How much is a passport?", "70 euros"),
        ("Ile kosztuje obywatelstwo niemieckie?", "255"),
        ("Коли треба зареєструвати собаку?", "тиж"),
    ],
)
def test_the_section_that_was_asked_for_is_shown(
    pipeline: Pipeline, question: str, says: str
) -> None:
    answer = ask(pipeline, question)
    assert says in text(answer)


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("mein Hund ist gestorben", "Melden Sie den Hund ab"),
        ("Kann ich ohne Termin ins Bürgeramt?", "Ohne Termin konnten Sie zuletzt donnerstags"),
        ("Muss ich meine alte Staatsangehörigkeit abgeben?", "Ihre bisherige Staatsangehörigkeit"),
        ("Ich habe meinen Ausweis verloren", "Melden Sie einen verlorenen oder gestohlenen"),
        ("Ich bin umgezogen", "Wenn Sie in Hannover in eine Wohnung einziehen"),
    ],
)
def test_the_paragraph_that_answers_comes_first(
    pipeline: Pipeline, question: str, begins: str
) -> None:
    assert text(ask(pipeline, question)).startswith(begins)


def test_a_section_that_is_not_known_is_said_to_be_unknown(pipeline: Pipeline) -> None:
    answer = ask(pipeline, "Was kostet ein Termin im Bürgeramt?")
    assert answer.services[0].id == "termin-buergeramt"
    notice = answer.blocks[0]
    assert notice.type == "notice"
    assert "Kosten" in text_of(notice)


def _by_24_hours(text: str) -> str:
    """English "3 p.m." as the German source has it: 15."""
    return re.sub(r"\b(\d{1,2})((?::\d\d)? p\.m\.)", lambda m: f"{int(m[1]) % 12 + 12}{m[2]}", text)


@pytest.mark.parametrize("language", list(SUPPORTED))
def test_every_number_of_an_answer_stands_in_a_quoted_source(
    pipeline: Pipeline, knowledge: Knowledge, language: str
) -> None:
    """The first promise: whatever is shown with a number can be looked up."""
    for service in knowledge.services.values():
        answer = ask(pipeline, service.texts[language].title, language=language)
        quotes = " ".join(source.quote + source.title for source in answer.sources)
        original = " ".join(
            section.text
            for cited in answer.services
            for section in knowledge.services[cited.id].texts["de"].sections
        )
        known = set(re.findall(r"\d+", fold(quotes + original)))
        shown = " ".join(text_of(b) for b in answer.blocks if b.type != "notice")
        assert set(re.findall(r"\d+", fold(_by_24_hours(shown)))) <= known
        assert answer.sources


@pytest.mark.parametrize("language", list(SUPPORTED))
def test_links_are_always_those_of_the_records(
    pipeline: Pipeline, knowledge: Knowledge, language: str
) -> None:
    for service in knowledge.services.values():
        answer = ask(pipeline, service.texts[language].title)
        assert answer.services[0].id == service.id
        assert answer.services[0].url == (service.portal.url if service.portal else None)
        assert "http" not in text(answer)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wie beantrage ich Kindergeld?", "de"),
        ("How do I get child benefit?", "en"),
        ("Çocuk parası nereden alınır?", "tr"),
    ],
)
def test_what_the_city_does_not_do_is_sent_to_those_who_do(
    pipeline: Pipeline, question: str, language: str
) -> None:
    answer = ask(pipeline, question)
    assert answer.outcome == "redirected"
    assert answer.language == language
    assert "Familienkasse" in text(answer)


def test_the_users_own_choice_of_language_beats_detection(pipeline: Pipeline) -> None:
    answer = ask(pipeline, "Was kostet ein Reisepass?", language="fr")
    assert (answer.language, answer.detected_language) == ("fr", "de")
    assert "euros" in text(answer)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How much does an identity card (Personalausweis) cost?", "en"),
        ("Reisepass fiyat ne kadar?", "tr"),
        ("Jak dostać Wohngeld?", "pl"),
        ("attestation du bailleur Anmeldung", "fr"),
        ("Was kostet der Personalausweis?", "de"),
        ("Hundesteuer", "de"),
    ],
)
def test_german_terms_do_not_make_a_question_german(
    pipeline: Pipeline, question: str, language: str
) -> None:
    assert ask(pipeline, question).language == language


def test_a_language_that_is_not_recognised_gets_the_fallback(pipeline: Pipeline) -> None:
    answer = ask(pipeline, "護照多少錢")
    assert (answer.language, answer.detected_language) == ("en", None)
    assert ask(pipeline, "護照多少錢", language="tr").language == "tr"


def test_a_word_that_says_little_keeps_the_conversations_language(pipeline: Pipeline) -> None:
    history = [{"role": "assistant", "text": "…", "language": "pl", "service": "reisepass"}]
    assert ask(pipeline, "ok", history=history).language == "pl"


def test_an_unsupported_language_is_answered_in_english_and_says_so(pipeline: Pipeline) -> None:
    answer = ask(pipeline, "¿Cuánto cuesta un pasaporte alemán y qué documentos necesito?")
    assert (answer.language, answer.detected_language) == ("en", "es")
    assert "español" in text_of(answer.blocks[0])
    assert answer.services[0].id == "reisepass"


@pytest.mark.parametrize(
    ("message", "language"),
    [("Hallo", "de"), ("hi", "en"), ("merhaba", "tr"), ("danke!", "de"), ("شكرا", "ar"),
     ("Дякую", "uk"), ("dzień dobry", "pl"), ("merci beaucoup", "fr"), ("salut", "fr")],
)  # fmt: skip
def test_small_talk_is_answered_in_its_language(
    pipeline: Pipeline, message: str, language: str
) -> None:
    answer = ask(pipeline, message)
    assert answer.outcome == "smalltalk"
    if message != "salut":  # French and Romanian alike
        assert answer.language == language


@pytest.mark.parametrize(
    ("question", "shown", "left_out"),
    [
        ("Wann ist das Bürgeramt Linden offen?", "Lindener Marktplatz", "Elmstraße"),
        ("when does the citizens office in Bemerode open?", "Monday 8 a.m. to 6 p.m.", "Saturday"),
        ("Bürgeramt Aegi Öffnungszeiten samstags", "Samstag 8 bis 12", "Bemerode:"),
    ],
)
def test_of_a_long_list_only_the_place_that_was_named_is_shown(
    pipeline: Pipeline, question: str, shown: str, left_out: str
) -> None:
    answer = text(ask(pipeline, question))
    assert shown in answer
    assert left_out not in answer
    assert "keine gesicherte Angabe" not in answer


@pytest.mark.parametrize(
    ("message", "language"),
    [("Ich will nicht mehr leben", "de"), ("I want to kill myself", "en"), ("Yangın var!", "tr"),
     ("Я хочу померти", "uk"), ("أريد أن أموت", "ar"), ("Mój mąż mnie bije", "pl")],
)  # fmt: skip
def test_danger_and_despair_get_help_lines_first(
    pipeline: Pipeline, message: str, language: str
) -> None:
    answer = ask(pipeline, message)
    assert (answer.outcome, answer.language) == ("help_line", language)
    assert "112" in text(answer)
    assert answer.services == ()
    assert all(source.as_of for source in answer.sources)


@pytest.mark.parametrize(
    "question",
    ["Was kostet ein Pass?", "how much is a passport", "pasaport ne kadar", "скільки коштує паспорт",
     "сколько стоит паспорт", "كم رسوم جواز السفر؟", "هزینه گذرنامه چقدر است", "ile kosztuje paszport",
     "combien coûte un passeport", "cât costă un pașaport"],
)  # fmt: skip
def test_off_topic_examples_about_passports_do_not_refuse_plain_questions(
    pipeline: Pipeline, question: str
) -> None:
    answer = ask(pipeline, question)
    assert (answer.outcome, answer.services[0].id) == ("answered", "reisepass")


def test_ordinary_questions_raise_no_alarm(pipeline: Pipeline) -> None:
    folder = Path(__file__).parents[1] / "bench" / "questions"
    lines = [
        line
        for name in ("held_out", "held_out_negatives", "final", "final_negatives")
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    rows = [json.loads(line) for line in lines[::3]]
    # Who hides an address may well be threatened.
    harmless = [row for row in rows if "auskunftssperre" not in row.get("expect_services", [])]
    messages = [(row.get("question") or row["text"], row["lang"]) for row in harmless]
    alarms = [
        message
        for message, language in messages
        if ask(pipeline, message, language=language).outcome == "help_line"
    ]
    # The aim is one of 500; what was measured is in docs/architecture.md.
    assert len(alarms) <= 0.0025 * len(messages), alarms


def test_a_greeting_with_a_question_is_a_question(pipeline: Pipeline) -> None:
    answer = ask(pipeline, "Hallo, was kostet ein Reisepass?")
    assert answer.outcome == "answered"


@pytest.mark.parametrize(
    ("question", "language", "service", "says"),
    [
        ("und was kostet das?", "de", "personalausweis", "46 Euro"),
        ("peki ücreti ne kadar?", "tr", "einbuergerung", "255"),
        ("and what documents do I need?", "en", "hundesteuer", "chip"),
    ],
)
def test_a_follow_up_goes_back_to_the_conversation(
    pipeline: Pipeline, question: str, language: str, service: str, says: str
) -> None:
    turns = [
        Turn(role="user", text="…"),
        Turn(role="assistant", text="…", service=service, language=language),
    ]
    answer = pipeline.extractive(ChatRequest(message=question, history=tuple(turns)))
    assert answer.outcome == "answered"
    assert answer.services[0].id == service
    assert says.lower() in text(answer).lower()


def test_a_new_topic_does_not_stick_to_the_old_one(pipeline: Pipeline) -> None:
    history = [{"role": "assistant", "text": "…", "service": "hundesteuer", "language": "de"}]
    answer = ask(pipeline, "Was kostet ein Reisepass?", history=history)
    assert answer.services[0].id == "reisepass"


def test_a_start_page_link_says_what_to_search_for(pipeline: Pipeline) -> None:
    answer = ask(pipeline, "Ich brauche eine Geburtsurkunde")
    assert "Suchen Sie dort nach „Geburtsurkunde“" in text(answer)


@pytest.mark.parametrize(
    "message",
    ["?", "!!!", "a", "🐕🐕🐕", "x" * 1000, "\u202eetsnep", "ا", "SELECT * FROM users", "{{ 7*7 }}",
     "<script>alert(1)</script>", "١٢٣"],
)  # fmt: skip
def test_odd_input_gets_a_whole_answer(pipeline: Pipeline, message: str) -> None:
    answer = ask(pipeline, message)
    assert answer.blocks
    assert answer.model_dump_json()
