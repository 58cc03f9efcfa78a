"""What the editors' commands say, in English and German; one file a language."""

from collections.abc import Mapping
from pathlib import Path

import yaml

_FOLDER = Path(__file__).parent
LANGUAGES = ("de", "en")


class Messages:
    """The texts of one language, by key."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    @classmethod
    def load(cls, language: str) -> "Messages":
        """Read a catalogue."""
        path = _FOLDER / f"{language}.yaml"
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")))

    def __call__(self, key: str, /, **values: object) -> str:
        """The text with its values filled in; ``key_one`` is used instead where ``count`` is 1."""
        if values.get("count") == 1 and f"{key}_one" in self.texts:
            key = f"{key}_one"
        return self.texts[key].format(**values)

    def name(self, group: str, key: str) -> str:
        """What a thing is called; its key where the catalogue has no word for it."""
        return self.texts.get(f"{group}.{key}", key)
