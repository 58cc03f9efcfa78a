"""The phrase catalogues: complete and fillable in every language."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.phrases import FOLDER, PhraseBook
from knowledge.languages import INTERFACE_ONLY, ORIGINAL, SUPPORTED
from knowledge.records import SECTION_NAMES


def keys(value: Any, prefix: str = "") -> set[str]:
    if isinstance(value, dict):
        return {key for name, item in value.items() for key in keys(item, f"{prefix}.{name}")}
    return {prefix}


def placeholders(value: Any) -> list[str]:
    import re

    if isinstance(value, dict):
        return [found for item in value.values() for found in placeholders(item)]
    return re.findall(r"{{ (\w+) }}", value) if isinstance(value, str) else []


def load(language: str) -> Any:
    return yaml.safe_load(Path(FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", list(SUPPORTED))
def test_every_catalogue_has_the_same_keys_and_values(language: str) -> None:
    mine, german = load(language), load(ORIGINAL)
    assert keys(mine) == keys(german)
    assert sorted(placeholders(mine)) == sorted(placeholders(german))
    assert len(mine["starters"]) == len(german["starters"])


@pytest.mark.parametrize("language", list(SUPPORTED))
def test_phrases_are_filled(language: str) -> None:
    phrases = PhraseBook.load()[language]
    assert "0511 168-0" in phrases("no_answer.call", phone="0511 168-0", as_of="2022")
    assert all(phrases.section(name) for name in SECTION_NAMES)


#: German texts that the window shows in German alone.
GERMAN_ONLY = {".widget.plain"}


@pytest.mark.parametrize("language", list(INTERFACE_ONLY))
def test_every_catalogue_of_the_window_has_all_that_the_window_says(language: str) -> None:
    path = FOLDER / "interface" / f"{language}.yaml"
    mine, german = yaml.safe_load(path.read_text(encoding="utf-8")), load(ORIGINAL)
    says = {name: german[name] for name in ("greeting", "starters", "problems", "widget", "page")}
    own = {".notices.fallback", *(f".languages.{code}" for code in SUPPORTED)}
    assert keys(mine) == (keys(says) - GERMAN_ONLY) | own
    for name in ("problems", "widget", "page"):
        assert sorted(placeholders(mine[name])) == sorted(placeholders(german[name]))
    assert placeholders(mine["greeting"]) == placeholders(mine["notices"]) == ["language"]
    assert len(set(mine["starters"])) == len(german["starters"])
    assert all(text.strip() for text in [*mine["widget"].values(), *mine["languages"].values()])


def test_a_missing_value_is_an_error() -> None:
    import jinja2

    with pytest.raises(jinja2.UndefinedError):
        PhraseBook.load()["de"]("no_answer.call")
