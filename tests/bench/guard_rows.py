"""What the guard's classifier is learned from: examples of danger and ordinary messages."""

import json
import random
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import yaml

from bot.guard.data import EXAMPLES
from knowledge.content import read_content
from knowledge.offtopic import read_offtopic
from knowledge.settings import CONTENT_FOLDER
from knowledge.text import clean
from tests.bench.conversation_turns import QUESTIONS, dialogues

ORDINARY = "ordinary"
#: Services whose own questions may come from people in danger.
_BORDERLINE = frozenset({"auskunftssperre", "polizei-anzeige"})
#: The outcome of a turn that tells danger.
_HELP = "help_line"

#: How many variants are made of each sort.
_MIXED_DANGERS, _MIXED_HARD, _MIXED_ASKED, _PLAINER, _ROMANISED, _MISTYPED = (
    900, 500, 300, 350, 300, 250,
)  # fmt: skip
_LATIN = frozenset({"de", "fr", "pl", "ro", "tr"})
_CYRILLIC = frozenset({"uk", "ru"})
#: As people write Ukrainian and Russian without a Cyrillic keyboard.
_ROMAN = str.maketrans(
    dict(zip("абвгґдезиійклмнопрстуфыэ", "abvggdeziijklmnoprstufye", strict=True))
    | {"є": "ye", "ж": "zh", "ї": "yi", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch",
       "ь": "", "ю": "yu", "я": "ya", "ё": "yo", "ъ": ""}
)  # fmt: skip
_PLAIN = str.maketrans({"ł": "l", "ı": "i", "ß": "ss"})


@dataclass(frozen=True)
class Row:
    """A message, cleaned, and what it is."""

    text: str
    language: str
    #: A kind of danger, or ``ordinary``.
    kind: str
    #: ``example``, ``variant`` (of an example), or where an ordinary message comes from.
    origin: str
    #: The example's writer.
    writer: str = ""


def read_rows() -> list[Row]:
    """The examples, the ordinary messages and the variants, each text of a language once."""
    rows: dict[tuple[str, str], Row] = {}
    questions = (*asked("development"), *asked("short"))
    for row in (*examples(), *questions, *_follow_ups(), *_turns(), *_content()):
        rows.setdefault((row.text.casefold(), row.language), row)
    return [*rows.values(), *variants(list(rows.values()))]


def examples() -> Iterator[Row]:
    """Of every writer, in order."""
    for path in sorted(EXAMPLES.glob("*/*.yaml")):
        for kind, texts in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            for text in texts:
                yield Row(clean(text), path.stem, kind, "example", path.parent.name)


def asked(name: str) -> Iterator[Row]:
    """The questions of one set, but those that may come from people in danger."""
    for path in (QUESTIONS / f"{name}.jsonl", QUESTIONS / f"{name}_negatives.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if not _BORDERLINE.intersection(row.get("expect_services", ())):
                text = row.get("question") or row["text"]
                yield Row(clean(text), row["lang"], ORDINARY, name)


def _follow_ups() -> Iterator[Row]:
    """Turns that say little by themselves ("and if he is 14?"), which sound like many things."""
    for line in (QUESTIONS / "followups.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if not _BORDERLINE.intersection((row["previous"], *row["expect_services"])):
            yield Row(clean(row["text"]), row["lang"], ORDINARY, "follow-up")


def _turns() -> Iterator[Row]:
    """The turns of the dialogues that are learned from, but those that tell danger."""
    for _, dialogue in dialogues():
        for turn in dialogue["turns"]:
            borderline = _BORDERLINE.intersection(turn["expect_services"])
            if not borderline and turn["expect_outcome"] != _HELP:
                language = turn.get("lang") or dialogue["lang"]
                yield Row(clean(turn["text"]), language, ORDINARY, "follow-up")


def _content() -> Iterator[Row]:
    knowledge = read_content(CONTENT_FOLDER)
    for service in knowledge.services.values():
        if service.id not in _BORDERLINE:
            for text in service.texts.values():
                for name in (text.title, *text.aliases):
                    yield Row(clean(name), text.language, ORDINARY, "content")
    for faq in knowledge.faqs.values():
        for faq_text in faq.texts.values():
            for name in (faq_text.question, *faq_text.aliases):
                yield Row(clean(name), faq_text.language, ORDINARY, "content")
    for example, code in read_offtopic():
        yield Row(clean(example), code, ORDINARY, "off-topic")


def variants(rows: Sequence[Row]) -> Iterator[Row]:
    """Examples as people also write them: with a question to the city, plainer, mistyped."""
    rng = random.Random(0)
    own = [row for row in rows if row.origin == "example"]
    dangers = [row for row in own if row.kind != ORDINARY]
    questions: dict[str, list[Row]] = {}
    for row in rows:
        if row.origin in {"development", "content"} and len(row.text.split()) > 2:
            questions.setdefault(row.language, []).append(row)

    def question(of: Row) -> str:
        return rng.choice(questions[of.language]).text

    def variant(of: Row, text: str) -> Row:
        return replace(of, text=text, origin="variant")

    for row in rng.sample(dangers, _MIXED_DANGERS):
        parts = (row.text, question(row)) if rng.random() < 0.5 else (question(row), row.text)
        yield variant(row, rng.choice((". ", ", ", " ")).join(parts))
    hard = [row for row in own if row.kind == ORDINARY]
    every = [row for of in questions.values() for row in of]
    for row in (*rng.sample(hard, _MIXED_HARD), *rng.sample(every, _MIXED_ASKED)):
        yield variant(row, f"{row.text}{rng.choice(('. ', ', ', ' '))}{question(row)}")
    for row in rng.sample([row for row in own if row.language in _LATIN], _PLAINER):
        yield variant(row, _plainer(row.text))
    for row in rng.sample([row for row in own if row.language in _CYRILLIC], _ROMANISED):
        yield variant(row, row.text.lower().translate(_ROMAN))
    for row in rng.sample(own, _MISTYPED):
        at = rng.randrange(len(row.text))
        yield variant(row, row.text[:at] + row.text[at + 1 :])


def _plainer(text: str) -> str:
    """Without accents, capitals and the last stop."""
    letters = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return bare.translate(_PLAIN).rstrip(".!?")
