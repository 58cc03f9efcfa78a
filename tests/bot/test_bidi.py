"""Foreign runs on the pages without JavaScript; the same cases as in the window."""

import re

import pytest

from bot.bidi import direction, isolated


@pytest.mark.parametrize(
    ("text", "language", "runs"),
    [
        ("هاتف 0800 999 11 99 (معلومات)", "ar", ["0800 999 11 99"]),
        ("بحسب § 17 Abs. 1 BMG، ثم", "ar", ["§ 17 Abs. 1 BMG"]),
        ("Schützenplatz 1، 30169 Hannover", "fa", ["Schützenplatz 1", "30169 Hannover"]),
        ("(معلومات من عام 2023). أو (2022 أو", "ar", ["2023", "2022"]),
        ("посвідка (Personalausweis), 46 євро", "uk", ["(Personalausweis)", "46"]),
        ("vatandaş bürosu (Bürgeramt) 46", "tr", ["Bürgeramt"]),
        ("Bürgeramt 46", "de-simple", []),
    ],
)
def test_runs_are_isolated_and_nothing_is_lost(text: str, language: str, runs: list[str]) -> None:
    html = isolated(text, language)
    assert re.findall(r"<bdi[^>]*>(.*?)</bdi>", html) == runs
    assert re.sub(r"<[^>]*>", "", html) == text


@pytest.mark.parametrize("language", ["ar", "tr", "de"])
def test_markup_is_text(language: str) -> None:
    assert "<script" not in isolated("<script>x</script> (A<b>c) 5<i>", language)


def test_plain_german_runs_from_left_to_right() -> None:
    assert (direction("de-simple"), direction("fa"), direction("xx")) == ("ltr", "rtl", "ltr")
