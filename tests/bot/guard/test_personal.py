"""Personal data is taken out; numbers that belong to the question stay."""

import pytest

from bot.guard.personal import GAP, redact


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Meine IBAN ist DE89 3704 0044 0532 0130 00 hat sich geändert", "Meine IBAN ist … hat sich geändert"),
        ("iban: DE89370400440532013001, mistyped", "iban: …, mistyped"),
        ("Mein Konto PL61109010140000071219812874 geht auch?", "Mein Konto … geht auch?"),
        ("86 095 742 719 wozu brauche ich die?", "… wozu brauche ich die?"),
        ("Steuer-ID 86095742719 wo finde ich das", "Steuer-ID … wo finde ich das"),
        ("Steuernummer 25/123/45678 was nun", "Steuernummer … was nun"),
        ("2325012345678 ist auf dem Bescheid", "… ist auf dem Bescheid"),
        ("Personalausweis L01X00T47 verloren", "Personalausweis … verloren"),
        ("mein pass nr. AB1234567 aus Syrien", "mein pass nr. … aus Syrien"),
        ("my passport number is 12345678, I lost it", "my passport number is …, I lost it"),
        ("65 170839 J 003 Rente", "… Rente"),
        ("ruf mich an 0176 12345678", "ruf mich an …"),
        ("+380 67 123 45 67 мій номер", "… мій номер"),
        ("write to erika.muster@example.org please", "write to … please"),
        ("erika (at) web.de", "…"),
        ("Karte 4111 1111 1111 1111 belasten", "Karte … belasten"),
        ("Kassenzeichen 5.1234.567890.1 was bedeutet das", "Kassenzeichen … was bedeutet das"),
        ("رقم هاتفي ٠١٧٦١٢٣٤٥٦٧٨", "رقم هاتفي …"),
        ("شماره تلفنم ۰۱۷۶۱۲۳۴۵۶۷۸ است", "شماره تلفنم … است"),
        ("PESEL 44051401359 dowód", "PESEL … dowód"),
    ],
)  # fmt: skip
def test_personal_data_is_left_out(text: str, left: str) -> None:
    redacted = redact(text)
    assert redacted.text == left.replace("…", GAP)
    assert redacted.kinds
    assert redact(redacted.text).text == redacted.text


@pytest.mark.parametrize(
    "text",
    [
        "ist 0511 168-0 die richtige Nummer?",
        "0511 168 12345 wer ist das?",
        "Wann ruft man 112, 110, 115 oder 116 117 an?",
        "0800 1110111",
        "buergeramt@hannover-stadt.de ist das richtig?",
        "Hundesteuer 2024 2025 und 2026",
        "am 15.02.2025 und 15.05.2025 oder 2026-11-22 fällig",
        "1.234.567,89 Euro, 1234567 Euro, 150 euros",
        "Messbetrag 12345,67 bei 450 Prozent",
        "Gartenstraße 12, 30159 Hannover, früher 01067 Dresden",
        "Geboren 12.03.1980, § 24 AufenthG Abs. 1 Satz 2",
        "Mein Kassenzeichen steht wo auf dem Bescheid?",
        "Flurstück 123/45, Flur 7, HRB 123456, H-AB 1234",
        "Termin um 10:30 oder 11:45, geöffnet 08:00-12:00 13:00-18:00",
        "Was ist mein Reisepass mit 32 Seiten ab 24 Jahren wert?",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert redact(text).text == text
