"""What a fluent model may make of a passage's facts, and what it may not, one small passage a rule."""

import pytest

from bot.verify import Attribution, Evidence, Verifier
from bot.verify.evidence import Line
from knowledge.detection import LanguageDetector

#: By name, language and lines of the passages; a line is its heading and its text.
PASSAGES: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "sizes": ("de", [
        ("So groß darf die Wohnung sein:", "Eine Person: 50 Quadratmeter"),
        ("So groß darf die Wohnung sein:", "Zwei Personen: 60 Quadratmeter"),
        ("So groß darf die Wohnung sein:", "Drei Personen: 75 Quadratmeter"),
        ("So groß darf die Wohnung sein:", "Jede weitere Person: 10 Quadratmeter mehr"),
    ]),
    "passport": ("de", [
        ("cost", "Ab 24 Jahren: 70 Euro"),
        ("cost", "Unter 24 Jahren: 37,50 Euro"),
        ("cost", "Express: 32 Euro zusätzlich"),
        ("cost", "Pass mit 48 Seiten: 22 Euro zusätzlich"),
        ("notes", "Der Pass gilt zehn Jahre, unter 24 Jahren sechs Jahre."),
    ]),
    "permit": ("de", [
        ("cost", "Erteilung: 100 Euro"),
        ("cost", "Minderjährige zahlen die Hälfte."),
    ]),
    "ages": ("pl", [
        ("Maksymalnie miesięcznie:", "od 6 do 11 lat: 299 euro"),
        ("Maksymalnie miesięcznie:", "od 12 do 17 lat: 394 euro"),
    ]),
    "deregistration": ("en", [
        ("cost", "On site: 6.90 euros (as of 2022)"),
        ("cost", "Online: 5.70 euros (as of 2022)"),
    ]),
    "registry": ("en", [
        ("contact", "Registry office, Am Schützenplatz 1, 30169 Hannover."),
        ("contact", "Open Monday, Tuesday and Thursday from 8:30 to 12:30."),
        ("contact", "It is closed on Wednesday and Friday."),
    ]),
    "sacks": ("de", [
        ("cost", "Zusatzsack mit 80 Litern: 9,20 Euro"),
        ("cost", "Zusatzsack mit 40 Litern: 5,20 Euro"),
    ]),
    "elections": ("de", [("contact", "Wahlamt, Trammplatz 2, Telefon 0511 168-41101.")]),
    "hours": ("ro", [("contact", "Luni de la 8:30 la 12:30.")]),
    "depots": ("de", [("notes", "Die Höfe sind dienstags bis samstags geöffnet.")]),
    "instalments": ("en", [
        ("deadline", "You pay a quarter each on 15 February, 15 May, 15 August and 15 November."),
    ]),
    "owner": ("en", [("deadline", "The owner on 1 January owes the tax for the whole year.")]),
    "school": ("de", [
        ("deadline", "Wird Ihr Kind zwischen dem 1. Juli und dem 30. September sechs, geht es ein Jahr später."),
    ]),
    "register": ("ro", [("notes", "Registrul rămâne 30 de ani la oficiu.")]),
    "supplies": ("fr", [
        ("cost", "Fournitures : 195 euros en 2026, dont 130 euros au premier semestre et 65 euros au second"),
    ]),
    "election": ("de", [
        ("deadline", "Beantragen Sie die Briefwahl spätestens zwei Tage vor der Wahl bis 15 Uhr."),
    ]),
    "notice": ("fa", [("", "نامه روز چهارم رسیده به شمار می‌آید.")]),
    "appointments": ("en", [("procedure", "Can't find an appointment? Look from 8 a.m.")]),
    "advance": ("tr", [("deadline", "Ödeme tarihleri: 15 Şubat, 15 Mayıs, 15 Ağustos ve 15 Kasım")]),
    "office": ("tr", [("contact", "Schützenplatz: Am Schützenplatz 1, 30169 Hannover")]),
    "openings": ("ar", [
        ("contact", "مكتب Bemerode: الاثنين من الساعة 8 إلى 18، الثلاثاء من الساعة 8 إلى 14"),
    ]),
    "permission": ("de", [("summary", "Geflüchtete bekommen eine Erlaubnis nach § 24 AufenthG.")]),
    "extract": ("de", [("documents", "Grundbuchauszug, höchstens drei Monate alt")]),
    "card": ("de", [
        ("summary", "Den Ausweis stellt das Niedersächsische Landesamt für Soziales, Jugend und Familie aus, nicht die Stadt."),
    ]),
    "minimum": ("de", [("cost", "Mindestens 300 Euro im Monat")]),
    "allowance": ("de", [("cost", "2026 höchstens 299 Euro im Monat")]),
    "nursery": ("de", [("deadline", "Anmelden können Sie frühestens sechs Monate vor dem ersten Geburtstag.")]),
    "trade": ("fr", [("cost", "Abattement pour les entreprises individuelles : 24.500 euros")]),
}  # fmt: skip

SHOWN = [
    ("passport", "de", "Wenn Sie 30 sind, kostet der Pass 70 Euro."),
    ("passport", "de", "Mit 30 Jahren zahlen Sie für den Pass 70 Euro."),
    ("passport", "en", "If you are 30, the passport costs 70 euros."),
    ("appointments", "en", "If there is no free appointment, look again from 8 a.m."),
    ("appointments", "en", "If all is booked, look again from 8 in the morning."),
    (
        "advance",
        "tr",
        "Ön ödemeler yılda dört kez yapılır: 15 Şubat, 15 Mayıs, 15 Ağustos ve 15 Kasım.",
    ),
    ("passport", "ru", "В 30 лет паспорт стоит 70 евро."),
    ("passport", "en", "Your 17-year-old pays 37.50 euros."),
    ("office", "tr", "Am Schützenplatz 1'e gelin."),
    ("office", "en", "The Schützenplatz office is at Am Schützenplatz 1."),
    (
        "openings",
        "ar",
        "مكتب Bemerode مفتوح يوم الاثنين من الساعة 8 إلى 18 ويوم الثلاثاء من الساعة 8 إلى 14.",
    ),
    ("trade", "fr", "Pour une entreprise individuelle, les 24.500 premiers euros sont déduits."),
    ("permission", "de", "Nach § 24 erhalten Geflüchtete eine Erlaubnis."),
    ("extract", "en", "The land register extract mustn't be more than three months old."),
    ("election", "uk", "Заяву приймають за два дні до виборів до третьої години дня."),
    ("elections", "ro", "Biroul electoral este în Trammplatz nr. 2."),
    ("elections", "ro", "Biroul electoral este în Trammplatz la numărul 2."),
    ("elections", "fr", "Le bureau électoral vous attend au 2, Trammplatz."),
    ("passport", "fa", "از ۲۴ سالگی گذرنامه ۷۰ یوروست."),
    (
        "card",
        "uk",
        "Посвідчення видає не місто, а Niedersächsisches Landesamt für Soziales, Jugend und Familie.",
    ),
    ("minimum", "ar", "الإعانة لا تقل عن ٣٠٠ يورو في الشهر."),
    ("minimum", "fr", "L'allocation ne descend pas sous 300 euros par mois."),
    ("supplies", "en", "For 2026 there's €195 for school supplies."),
    ("allowance", "fa", "در سال ۲۰۲۶ حداکثر ماهی ۲۹۹ یورو می‌دهند."),
    ("nursery", "fa", "از شش ماه مانده به تولد یک‌سالگی می‌توانید ثبت نام کنید."),
    ("sacks", "uk", "Мішок на 40 літрів коштує 5,20 євро, а на 80 літрів – 9,20 євро."),
    ("elections", "ru", "Ведомство по выборам: телефон 0511 168-41101."),
    ("sizes", "de", "Zu viert darf die Wohnung 85 m² groß sein."),
    ("passport", "de", "Mit 48 Seiten und Express zahlt ein 30-Jähriger zusammen 124 Euro."),
    ("passport", "de", "Ab 24 kostet der Pass 70 Euro und gilt ein Jahrzehnt."),
    ("permit", "de", "Die Erteilung kostet Minderjährige 50 Euro."),
    ("ages", "pl", "Na dwunastolatka przysługuje najwyżej 394 euro miesięcznie."),
    ("deregistration", "en", "Online it cost €5.70 in 2022, which was €1.20 less than on site."),
    ("registry", "en", "On Wednesdays and Fridays the office stays shut."),
    ("hours", "ro", "Luni e deschis de la opt și jumătate la douăsprezece și jumătate."),
    ("depots", "de", "Montags haben die Höfe zu."),
    ("instalments", "en", "It falls due on the 15th of February, May, August and November."),
    ("owner", "en", "Whoever owned it on 1 January owes all twelve months of the year."),
    ("school", "de", "Wird Ihr Kind im August sechs, geht es ein Jahr später."),
    ("register", "ro", "Registrul rămâne trei decenii la oficiu."),
    ("supplies", "fr", "En 2026, on verse 195 euros : 130 au premier semestre et 65 au second."),
    ("election", "de", "Den Antrag nimmt das Amt bis zwei Tage vor der Wahl um 15 Uhr an."),
]

DROPPED = [
    ("passport", "de", "Wenn Sie 20 sind, kostet der Pass 70 Euro.", "misplaced"),
    ("passport", "en", "Your 17-year-old pays 70 euros.", "misplaced"),
    ("permission", "de", "Nach § 24 BGB erhalten Geflüchtete eine Erlaubnis.", "number"),
    ("extract", "en", "The land register extract must be more than three months old.", "bound"),
    ("election", "uk", "Заяву приймають за два дні до виборів до четвертої години дня.", "number"),
    ("elections", "ro", "Biroul electoral este în Trammplatz nr. 3.", "contact"),
    ("elections", "fr", "Le bureau électoral vous attend au 3, Trammplatz.", "contact"),
    ("minimum", "ar", "لا تزيد عن ٣٠٠ يورو في الشهر.", "bound"),
    ("card", "uk", "Ви отримаєте: Den Ausweis bekommen Sie bei uns im Amt sofort.", "language"),
    ("sacks", "uk", "Мішок на 40 літрів коштує 9,20 євро, а на 80 літрів – 5,20 євро.", "misplaced"),
    ("elections", "ru", "Этим занимается ведомство по водительским правам.", "office"),
    ("sizes", "de", "Zu viert darf die Wohnung 90 m² groß sein.", "number"),
    ("passport", "de", "Mit 48 Seiten und Express zahlt ein 30-Jähriger zusammen 134 Euro.", "number"),
    ("passport", "de", "Ein 30-Jähriger zahlt 124 Euro.", "number"),
    ("permit", "de", "Die Verlängerung kostet Erwachsene 50 Euro.", "number"),
    ("ages", "pl", "Na dwunastolatka przysługuje najwyżej 299 euro miesięcznie.", "misplaced"),
    ("ages", "pl", "Świadczenie dla dziecka trwa 20 lat.", "number"),
    ("deregistration", "en", "Online it cost €5.70 in 2022, which was €1.30 less.", "number"),
    ("registry", "en", "On Wednesdays the office is open from 8:30.", "date"),
    ("registry", "en", "The office is at Am Schützenplatz 7.", "contact"),
    ("hours", "ro", "Luni e deschis de la nouă și jumătate la douăsprezece și jumătate.", "date"),
    ("depots", "de", "Donnerstags haben die Höfe zu.", "date"),
    ("instalments", "en", "It falls due on the 16th of February, May, August and November.", "date"),
    ("school", "de", "Wird Ihr Kind im Oktober sechs, geht es ein Jahr später.", "date"),
    ("register", "ro", "Registrul rămâne patru decenii la oficiu.", "number"),
    ("supplies", "fr", "En 2026, on verse 195 euros : 120 au premier semestre et 65 au second.", "number"),
    ("notice", "fa", "نامه روز دهم رسیده به شمار می‌آید.", "number"),
]  # fmt: skip


@pytest.fixture(scope="module")
def verifier(detector: LanguageDetector) -> Verifier:
    return Verifier(detector, Attribution())


def passage(name: str) -> Evidence:
    language, lines = PASSAGES[name]
    return Evidence(tuple(Line(text, language, label) for label, text in lines))


@pytest.mark.parametrize(("name", "language", "sentence"), SHOWN)
def test_a_free_rewording_is_shown(
    verifier: Verifier, name: str, language: str, sentence: str
) -> None:
    assert verifier(sentence, language, passage(name)).reason == ""


@pytest.mark.parametrize(("name", "language", "sentence", "reason"), DROPPED)
def test_what_the_passage_does_not_give_is_dropped(
    verifier: Verifier, name: str, language: str, sentence: str, reason: str
) -> None:
    assert verifier(sentence, language, passage(name)).reason == reason
