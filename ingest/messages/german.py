"""German for what is written in English where it arises: Typer's help, and the errors of the packages.

As with gettext the English words are the key; ``{}`` stands for what differs from case to case.
"""

import re
from pathlib import Path
from typing import Self

import yaml

_FILE = Path(__file__).parent / "german.yaml"


class German:
    """Translates a sentence that it knows, and leaves the others as they are."""

    def __init__(self, sentences: dict[str, str]) -> None:
        self.sentences = sentences
        # The longest first, so that "{}: '{}' is empty." is tried before "{}: {}: {}.".
        known = sorted(sentences, key=lambda english: -len(english.replace("{}", "")))
        self._patterns = [
            (re.compile(re.escape(english).replace(r"\{\}", "(.+?)"), re.DOTALL), english)
            for english in known
            if "{}" in english
        ]

    @classmethod
    def load(cls) -> Self:
        """Read the shipped sentences."""
        return cls(yaml.safe_load(_FILE.read_text(encoding="utf-8")))

    def __call__(self, english: str) -> str:
        """The sentence in German; paragraphs are translated one by one."""
        if "\n\n" in english:
            return "\n\n".join(map(self, english.split("\n\n")))
        if (known := self.sentences.get(" ".join(english.split()))) is not None:
            return known
        for pattern, key in self._patterns:
            if found := pattern.fullmatch(english):
                return self.sentences[key].format(*found.groups())
        return english
