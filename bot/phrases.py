"""Everything Hanni says itself, by language: ``phrases/<language>.yaml``, filled in by Jinja.

``phrases/interface`` has the window's own words in languages that Hanni does not answer in.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Self

import yaml
from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from knowledge.cues import Cues
from knowledge.languages import INTERFACE_ONLY, SUPPORTED
from knowledge.records import SectionName
from knowledge.text import words

FOLDER = Path(__file__).parent / "phrases"

#: Kinds of small talk that answer something ("yes", "no") and mean nothing beside other words.
ANSWERS = frozenset({"agree", "decline"})
#: Kinds that are said at length ("thanks, you helped me a lot").
PARTING = frozenset({"thanks", "bye"})


class Catalogue:
    """One language's texts: those of the chat window, at least."""

    def __init__(self, language: str, data: Mapping[str, Any]) -> None:
        self.language = language
        self._data = data
        # Output goes into JSON, never into HTML, so nothing is escaped here.
        environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
        self._templates: dict[str, Template] = {
            key: environment.from_string(text) for key, text in _flat(data) if "{{" in text
        }

    def __call__(self, key: str, **values: object) -> str:
        """The phrase at a dotted key (``notices.machine``) with its values filled in."""
        if template := self._templates.get(key):
            return template.render(values)
        text = self._at(key)
        assert isinstance(text, str), key
        return text

    @property
    def starters(self) -> tuple[str, ...]:
        """Questions to begin with."""
        return tuple(self._data["starters"])

    @property
    def widget(self) -> dict[str, str]:
        """The chat window's texts; the widget fills in their values itself."""
        return dict(self._data["widget"])

    def _at(self, key: str) -> Any:
        value: Any = self._data
        for part in key.split("."):
            value = value[part]
        return value


class Phrases(Catalogue):
    """The catalogue of a language that Hanni answers in."""

    def __init__(self, language: str, data: Mapping[str, Any]) -> None:
        super().__init__(language, data)
        self.section_cues = Cues(data["cues"]["sections"])
        smalltalk = data["cues"]["smalltalk"]
        self.smalltalk_cues = Cues(
            {kind: _whole(cues) if kind in ANSWERS else cues for kind, cues in smalltalk.items()}
        )
        self.filler = _words(data["cues"]["filler"])
        self.politeness = self.filler | _words(data["cues"]["politeness"])
        self.back_cues = Cues({"back": data["cues"]["back"]})
        self.corrects = Cues({"corrects": data["cues"]["corrects"]})
        self.vague = Cues({"vague": data["cues"]["vague"]})
        self.declines = Cues({"decline": _whole(smalltalk["decline"])})
        ordinals = data["cues"]["ordinals"]
        self.ordinals = Cues({str(number): _stems(cues) for number, cues in enumerate(ordinals)})
        self._offered: dict[tuple[str, ...], SectionName] = {
            tuple(words(question)): name for name, question in data["follow_ups"].items()
        }
        self._continues = Cues({"continues": [f"{cue} " for cue in data["cues"]["continues"]]})

    def section(self, name: SectionName) -> str:
        """A section's label."""
        return self(f"sections.{name}")

    def follow_up(self, name: SectionName) -> str | None:
        """The question to offer about a section, if there is one."""
        questions = self._data["follow_ups"]
        return str(questions[name]) if name in questions else None

    def offered(self, text: Sequence[str]) -> SectionName | None:
        """The section whose follow-up question these folded words are, word for word."""
        return self._offered.get(tuple(text))

    def continues(self, text: Sequence[str]) -> bool:
        """Whether folded words begin like something that goes on with what was said before."""
        return self._continues.begin(text)

    def table(self, key: str) -> Mapping[str, Any]:
        """What is below a dotted key."""
        table = self._at(key)
        assert isinstance(table, Mapping), key
        return table

    def texts(self) -> Iterator[str]:
        """Every text of the catalogue, cues included."""
        return _texts(self._data)


class PhraseBook:
    """The catalogues of all languages: whole ones to answer in, others of the window's own words."""

    def __init__(self, phrases: Mapping[str, Phrases], windows: Mapping[str, Catalogue]) -> None:
        self._phrases = phrases
        self._interface = {**phrases, **windows}

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """Read all catalogues."""
        return cls(
            {code: Phrases(code, _read(folder / f"{code}.yaml")) for code in SUPPORTED},
            {
                code: Catalogue(code, _read(folder / "interface" / f"{code}.yaml"))
                for code in INTERFACE_ONLY
            },
        )

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text of the whole catalogues with its language code."""
        return ((text, code) for code, phrases in self._phrases.items() for text in phrases.texts())

    def __getitem__(self, language: str) -> Phrases:
        """The catalogue of one of :data:`knowledge.languages.SUPPORTED`."""
        return self._phrases[language]

    def interface(self, language: str) -> Catalogue:
        """The window's own words in one of :data:`knowledge.languages.INTERFACE`."""
        return self._interface[language]

    def greeting(self, language: str, fallback: str) -> str:
        """The window's first words; they say so if answers will be in ``fallback`` instead."""
        words = self._interface[language]
        if language in self._phrases:
            return words("greeting")
        return words("greeting", language=words(f"languages.{fallback}"))


def _read(path: Path) -> Mapping[str, Any]:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(data, Mapping), path
    return data


def _words(texts: Sequence[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in words(text))


def _whole(cues: Sequence[str]) -> list[str]:
    """Cues that match whole words only."""
    return [f"{cue.strip()} " for cue in cues]


def _stems(cues: Sequence[str]) -> list[str]:
    """Cues of which numbers are whole words: "1" does not begin "16"."""
    return [f"{cue} " if cue.isdecimal() else cue for cue in cues]


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        yield from chain.from_iterable(map(_texts, data.values()))
    else:
        yield from chain.from_iterable(map(_texts, data))


def _flat(data: Any, prefix: str = "") -> list[tuple[str, str]]:
    if isinstance(data, str):
        return [(prefix, data)]
    if isinstance(data, Mapping):
        return [
            pair
            for key, value in data.items()
            for pair in _flat(value, f"{prefix}.{key}" if prefix else str(key))
        ]
    return []
