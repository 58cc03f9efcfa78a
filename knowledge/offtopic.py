"""Questions that a city does not answer, as something to compare a question with."""

from pathlib import Path

import yaml

OFFTOPIC_FILE = Path(__file__).with_name("offtopic.yaml")


def read_offtopic(path: Path = OFFTOPIC_FILE) -> list[tuple[str, str]]:
    """(question, language) pairs."""
    by_language: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [(text, language) for language, texts in by_language.items() for text in texts]
