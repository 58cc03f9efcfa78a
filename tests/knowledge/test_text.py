"""What the search sees of a text."""

import pytest

from knowledge.text import clean, fold, fragments, terms, words


def test_clean_removes_what_nobody_sees() -> None:
    assert clean("Woh\u00adnung\u200b  \u202emieten\u202c\n\tjetzt\ufeff") == "Wohnung mieten jetzt"


def test_clean_survives_lone_surrogates_and_nulls() -> None:
    assert clean("a\ud83d b\x00c").encode() == b"a b c"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Gebühr", "gebuhr"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("İstanbul'da", "istanbulda"),
        ("ıslak", "islak"),
        ("łódź", "lodz"),
        ("مَرحبًا", "مرحبا"),
        ("إقامة", "اقامه"),
        ("۱۵", "15"),
        ("١٥", "15"),
    ],
)
def test_spelling_variants_agree(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_words_of_a_persian_half_space_are_two() -> None:
    assert words("می\u200cتوانم") == words("می توانم")


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "Unterlagen", "Unterlage"),
        ("en", "registering", "registered"),
        ("pl", "mieszkania", "mieszkanie"),
        ("uk", "квартира", "квартиру"),
        ("tr", "belgeler", "belgelerin"),
    ],
)
def test_inflected_forms_share_a_term(language: str, one: str, other: str) -> None:
    assert terms(one, language) == terms(other, language)


def test_a_compound_shares_fragments_with_what_is_inside_it() -> None:
    inside = set(fragments("Steuermarke", "de"))
    assert inside & set(fragments("Hundesteuermarke", "de"))
    assert not inside & set(fragments("Reisepass", "de"))


def test_a_typing_error_leaves_fragments_of_a_long_word() -> None:
    right, wrong = fragments("Personalausweis", "de"), fragments("Personlausweis", "de")
    assert len(set(right) & set(wrong)) >= 3
