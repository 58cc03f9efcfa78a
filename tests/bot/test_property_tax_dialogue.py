"""The property tax calculator in conversation, with the real pipeline and the shipped content."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from bot.compose import text_of
from bot.phrases import PhraseBook
from bot.pipeline import Pipeline
from bot.property_tax.reading import PropertyReader
from bot.property_tax_dialogue import ConfiguredHebesatz, PropertyTaxDialogue
from bot.schema import ChatRequest, ChatResponse, Turn
from knowledge.languages import SUPPORTED
from knowledge.text import clean

BOOK = PhraseBook.load()


@pytest.fixture(scope="module")
def read() -> PropertyReader:
    return PropertyReader([BOOK[code].table("property_tax.cues") for code in SUPPORTED])


def ask(
    pipeline: Pipeline, message: str, language: str | None = None, earlier: Sequence[str] = ()
) -> ChatResponse:
    history = tuple(Turn(role="user", text=text) for text in earlier)
    request = ChatRequest(message=message, language=language, history=history)
    return pipeline.extractive(request)


def told(answer: ChatResponse) -> str:
    return "\n".join(text_of(block) for block in answer.blocks)


#: 500 m² and 120 m² with Lage-Faktor 1.05 and 500 %: 21.00 + 63.00 x 70 % = 65.10; 325.50 a year.
WHOLE = {
    "de": ("Grundsteuer: Grundstück 500 m², Wohnfläche 120 m², Lage-Faktor 1,05, Hebesatz 500 %",
           "325,50\u00a0€"),
    "en": ("Property tax for a plot of 500 sqm with 120 sq m living area, location factor 1.05, "
           "municipal rate 500 percent", "€325.50"),
    "tr": ("Emlak vergisi: 500 metrekare arsa, 120 m2 konut alanı, konum katsayısı 1,05, "
           "belediye çarpanı %500", "325,50\u00a0€"),
    "uk": ("Податок на нерухомість: ділянка 500 кв. м, житлова площа 120 м², коефіцієнт "
           "розташування 1,05, ставка міста 500 %", "325,50\u00a0€"),
    "ru": ("Налог на недвижимость: участок 500 кв.м, жилая площадь 120 квадратных метров, "
           "коэффициент расположения 1,05, Hebesatz 500 процентов", "325,50\u00a0€"),
    "ar": ("ضريبة العقارات: أرض ٥٠٠ متر مربع ومساحة السكن ١٢٠ متر مربع ومعامل الموقع ١٫٠٥ "
           "ونسبة البلدية ٥٠٠٪", "325,50\u00a0€"),
    "fa": ("مالیات ملک: زمین ۵۰۰ متر مربع، مساحت مسکونی ۱۲۰ متر مربع، ضریب موقعیت ۱٫۰۵، "
           "ضریب مالیاتی ۵۰۰ درصد", "325,50\u00a0€"),
    "pl": ("Podatek od nieruchomości: działka 500 m kw., powierzchnia mieszkalna 120 m², "
           "współczynnik położenia 1,05, mnożnik 500 %", "325,50\u00a0€"),
    "fr": ("Taxe foncière : terrain de 500 mètres carrés, surface habitable de 120 m², facteur "
           "d'emplacement 1,05, taux communal 500 %", "325,50\u00a0€"),
    "ro": ("Impozit pe proprietate: teren de 500 de metri pătrați, suprafață de locuit 120 mp, "
           "factor de poziție 1,05, cota 500 la sută", "325,50\u00a0€"),
}  # fmt: skip


@pytest.mark.parametrize("language", list(SUPPORTED))
def test_with_all_numbers_it_calculates(pipeline: Pipeline, language: str) -> None:
    question, tax = WHOLE[language]
    answer = ask(pipeline, question, language)
    assert (answer.outcome, answer.answered_by) == ("answered", "calculator")
    assert [block.type for block in answer.blocks] == ["steps", "facts", "notice"]
    assert tax in told(answer)
    assert "§ 2 Abs. 3 NGrStG" in told(answer)
    assert "§ 28 Abs. 1 GrStG" in told(answer)
    assert len(answer.sources) == 2
    assert answer.services[0].id == "grundsteuer"
    assert len(answer.suggestions) == 3


@pytest.mark.parametrize("language", list(SUPPORTED))
def test_the_chip_asks_for_the_numbers_and_says_where_they_stand(
    pipeline: Pipeline, language: str
) -> None:
    answer = ask(pipeline, BOOK[language]("property_tax.chip"))
    assert (answer.language, answer.answered_by) == (language, "calculator")
    assert "grundsteuer-viewer.niedersachsen.de" in told(answer)
    assert "Hebesatz" in told(answer)


@pytest.mark.parametrize("language", list(SUPPORTED))
def test_the_example_that_it_gives_can_be_sent_back(pipeline: Pipeline, language: str) -> None:
    phrases = BOOK[language]
    answer = ask(pipeline, phrases("property_tax.example"), language)
    assert "65" in told(answer)
    assert phrases("property_tax.still_missing") in told(answer)
    assert phrases("property_tax.labels.tax") not in told(answer)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wann ist die Grundsteuer fällig?", "de"),
        ("Wie wird die Grundsteuer in Niedersachsen berechnet?", "de"),
        ("When is property tax due?", "en"),
        ("Emlak vergisi ne zaman ödenir?", "tr"),
        ("متى تستحق ضريبة العقارات؟", "ar"),
    ],
)
def test_answers_about_property_tax_offer_it(
    pipeline: Pipeline, question: str, language: str
) -> None:
    answer = ask(pipeline, question)
    assert answer.answered_by == "extractive"
    assert BOOK[language]("property_tax.chip") in answer.suggestions


def test_what_can_be_calculated_is_and_the_rest_is_asked_for(pipeline: Pipeline) -> None:
    areas = "Was zahle ich für 500 m² Grundstück und 120 m² Wohnfläche?"
    first = ask(pipeline, areas)
    assert "500\u00a0m² × 0,04\u00a0€/m² = 20,00\u00a0€" in told(first)
    assert "Lage-Faktor. Er steht im Bescheid" in told(first)
    assert "Hebesatz in Prozent" in told(first)

    second = ask(pipeline, "und mit Hebesatz 500?", earlier=[areas])
    assert "Hebesatz in Prozent" not in told(second)
    assert "Lage-Faktor. Er steht im Bescheid" in told(second)

    third = ask(pipeline, "1,05", "de", earlier=[areas, "und mit Hebesatz 500?"])
    assert "325,50\u00a0€" in told(third)

    fourth = ask(pipeline, "und mit Hebesatz 400?", earlier=[areas, "Hebesatz 500", "1,05"])
    assert "260,40\u00a0€" in told(fourth)


def test_a_known_messbetrag_is_enough(pipeline: Pipeline) -> None:
    answer = ask(pipeline, "Mein Messbetrag ist 63,00 Euro, der Hebesatz 500 %. Was zahle ich?")
    assert "315,00\u00a0€" in told(answer)


def test_a_number_that_cannot_be_right_is_named(pipeline: Pipeline) -> None:
    wrong = "Grundsteuer für Grundstück 500 m², Wohnfläche 120 m², Lage-Faktor 105"
    assert "Lage-Faktor: Diese Zahl kann nicht stimmen" in told(ask(pipeline, wrong))


@pytest.mark.parametrize(
    "question",
    [
        "Wie hoch ist der Hebesatz in Hannover?",
        "Stimmt es, dass der Hebesatz 700 Prozent ist?",
        "Was kostet ein Bauantrag für ein Haus mit 120 m² auf 500 m² Grundstück?",
        "Wie melde ich eine Wohnung mit 80 m² an?",
        "Wohngeld für 60 m² Wohnfläche",
        "Ich habe 2023 ein Grundstück gekauft, wer zahlt die Grundsteuer?",
        "Das Grundstück gehört 2 Leuten, wer zahlt die Grundsteuer?",
        "Wir haben das Grundstück am 01.03.2024 verkauft, wer zahlt die Grundsteuer?",
    ],
)
def test_other_questions_with_numbers_are_left_alone(pipeline: Pipeline, question: str) -> None:
    assert ask(pipeline, question).answered_by == "extractive"


@pytest.mark.parametrize(
    "question", ["Was kostet ein Reisepass für 2 Kinder?", "Sperrmüll für meine Wohnung mit 80 m²"]
)
def test_another_topic_ends_the_calculation(pipeline: Pipeline, question: str) -> None:
    earlier = ["Grundsteuer für 500 m² Grundstück und 120 m² Wohnfläche"]
    assert ask(pipeline, question, earlier=earlier).answered_by == "extractive"


def test_no_hebesatz_is_ever_named_unless_it_was_given(pipeline: Pipeline) -> None:
    for language in SUPPORTED:
        answer = ask(pipeline, BOOK[language]("property_tax.example"), language)
        assert not any(f"{rate}" in told(answer) for rate in (530, 600, 700, 900))


def test_a_configured_hebesatz_is_used_with_source_and_year(pipeline: Pipeline) -> None:
    configured = ConfiguredHebesatz(Decimal("512.5"), "Hebesatzsatzung der Musterstadt", 2026)
    own = PropertyTaxDialogue(BOOK, configured)
    question = "Grundsteuer: Grundstück 500 m², Wohnfläche 120 m², Lage-Faktor 1,05"
    original, pipeline._property_tax = pipeline._property_tax, own
    try:
        answer = ask(pipeline, question)
        other = ask(pipeline, f"{question}, Hebesatz 500 %")
    finally:
        pipeline._property_tax = original
    assert "333,63\u00a0€" in told(answer)
    assert "Hebesatz 2026: 512,5\u00a0%, Quelle: Hebesatzsatzung der Musterstadt" in told(answer)
    assert "325,50\u00a0€" in told(other)
    assert "Musterstadt" not in told(other)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Grundstück 1.000 m²", {"plot_area": "1000"}),
        ("plot 1,000 m²", {"plot_area": "1000"}),
        ("terrain 1\u202f000 m²", {"plot_area": "1000"}),
        ("Grundstück 1.234,5 qm", {"plot_area": "1234.5"}),
        ("plot 1,234.5 sqm", {"plot_area": "1234.5"}),
        ("plot 85.5 sqm", {"plot_area": "85.5"}),
        ("Lage-Faktor 0,950", {"location_factor": "0.950"}),
        ("Lage-Faktor 1.050", {"location_factor": "1.050"}),
        ("Grundstück 500qm Wohnfläche 120qm", {"plot_area": "500", "living_area": "120"}),
        ("500 m² Grundstück 120 m² Wohnfläche", {"plot_area": "500", "living_area": "120"}),
        ("Wohnfläche 120, Grundstück 500", {"plot_area": "500", "living_area": "120"}),
        ("Wohnfläche 120 m², Nutzfläche 30 m², Grundstück 500 m²",
         {"plot_area": "500", "living_area": "120", "usable_area": "30"}),
        ("Bodenrichtwert 60 €/m², durchschnittlicher Bodenrichtwert 83 €/m²",
         {"land_value": "60", "mean_land_value": "83"}),
        ("unbebautes Grundstück mit 800 m²", {"plot_area": "800", "living_area": "0"}),
        ("أرض ١٬٠٠٠ متر مربع", {"plot_area": "1000"}),
        ("زمین ۱٬۰۰۰ متر مربع", {"plot_area": "1000"}),
        ("участок 1 000 м²", {"plot_area": "1000"}),
        ("Grundstück -500 m²", {"plot_area": "-500"}),
        ("Grundsteuer 2025", {}),
        ("Hebesatz 2026", {}),
        ("Hebesatz ab 1. Januar 2026: 500 %", {"hebesatz": "500"}),
        ("Grundstück " + "7" * 400 + " m²", {"plot_area": "7" * 400}),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(
    read: PropertyReader, text: str, values: dict[str, str]
) -> None:
    assert dict(read(clean(text)).values) == values


@pytest.mark.parametrize(
    ("text", "bare"),
    [("500", "500"), ("500 %!", "500"), ("1,05", "1.05"), ("500 bitte", None), ("1979年", None)],
)
def test_a_message_that_is_one_number_is_an_answer(
    read: PropertyReader, text: str, bare: str | None
) -> None:
    assert read(clean(text)).bare == bare


def test_a_reduction_is_taken_only_if_it_is_not_denied(read: PropertyReader) -> None:
    assert "monument" in read("Grundstück 500 m², Baudenkmal").words
    assert "monument" not in read("Grundstück 500 m², kein Baudenkmal").words


def test_many_numbers_and_labels_are_read_quickly(read: PropertyReader) -> None:
    import time

    started = time.perf_counter()
    read("Grundstück 5 m² Wohnfläche 6 m² Nutzfläche 7 m² " * 20)
    read("1,1." * 250)
    read("1 111 " * 160)
    assert time.perf_counter() - started < 0.5
