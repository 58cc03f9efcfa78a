"""The first step: what was said, in which language, and what it goes back to."""

from dataclasses import dataclass
from typing import Self

from bot.german_terms import GermanTerms
from bot.phrases import ANSWERS, PARTING, PhraseBook, Phrases
from bot.romanised import Romanised
from bot.schema import HISTORY_TURNS, ChatRequest, Turn
from bot.short_turns import corrected, named_choice
from bot.spelling import Spelling
from knowledge.detection import Detection, LanguageDetector
from knowledge.languages import INTERFACE, INTERFACE_ONLY, ORIGINAL, SUPPORTED
from knowledge.offtopic import read_offtopic
from knowledge.records import SECTION_NAMES, Knowledge, SectionName
from knowledge.text import clean, words

#: Below this probability, or with this few letters, a text says little about its language.
_SURE = 0.65
_LETTERS = 4
#: So few words must be surer, or a conversation would leap from Arabic to Persian and back.
_FEW = 3
_SURE_OF_FEW = 0.97
#: How likely the conversation's language must be to stay.
_STAYS = 0.05
#: From this probability on, nothing else is asked about a text's language.
_CERTAIN = 0.98
#: Below this one, it is in none of the languages that Hanni knows.
_UNKNOWN = 0.1
#: The letter for "and", and how long a word that begins with it must be to be parted.
_ARABIC_AND = "و"
_PROCLITIC_LETTERS = 3
#: So many topic words may stand beside "something".
_VAGUE_TOPIC = 2
#: Small talk is short, thanks and farewells a little longer.
_SMALLTALK_WORDS = 7
_PARTING_WORDS = 12
#: How much less often people write a language that Hanni does not answer in.
_UNSUPPORTED = 0.3


@dataclass(frozen=True, slots=True)
class Understood:
    """A question after the first step."""

    #: What is searched for: without typing errors, of a correction ("no, I mean ...") what is meant instead.
    text: str
    #: All that was said, cleaned, and its folded words.
    said: str
    words: tuple[str, ...]
    #: Language that the question is in, as far as Hanni can tell; for search.
    question_language: str
    #: Supported language to answer in.
    answer_language: str
    #: Language of the chat window's own words: the citizen's, even if Hanni does not answer in it.
    interface_language: str
    #: Language found in the text, which may be unsupported; None if it is in none that Hanni knows.
    detected: str | None
    #: The words that are neither about a section nor filler: what the question is about, if it says so.
    topic_words: tuple[str, ...]
    #: Begins like something that goes on ("and for my child?").
    continues: bool
    #: The sections that the question's words point to, the likeliest first.
    sections: tuple[SectionName, ...]
    #: The services that the conversation was about, the last one first.
    previous_services: tuple[str, ...]
    #: The section of a follow-up question that Hanni offers: pressed rather than written.
    offered: SectionName | None
    #: The sections that the last answer was about.
    previous_sections: tuple[SectionName, ...]
    #: Goes back to an earlier one of them ("back to the passport").
    back: bool
    #: Takes back what was said before ("no, I mean ...").
    corrects: bool
    #: Leaves open what it is about ("I want to register something").
    vague: bool
    #: The services that the last answer offered as a choice.
    choices: tuple[str, ...]
    #: The one of them that is named by its place ("the second one"), or by a mere "yes".
    choice: str | None
    #: Kind of small talk, if the question is nothing else.
    smalltalk: str | None
    #: Every word of it is small talk.
    smalltalk_only: bool
    #: Wants plain language.
    plain: bool

    @property
    def previous_service(self) -> str | None:
        """The service that the conversation was about last."""
        return next(iter(self.previous_services), None)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the snapshot's own words tell about a question's language."""

    german: GermanTerms
    romanised: Romanised
    spelling: Spelling

    @classmethod
    def of(cls, knowledge: Knowledge, book: PhraseBook, detector: LanguageDetector) -> Self:
        """The vocabulary of a snapshot, and of what Hanni says itself."""
        texts = [*knowledge.texts(), *book.texts(), *read_offtopic()]
        return cls(GermanTerms.of(knowledge), Romanised(texts), Spelling(texts, detector.knows))


def understand(
    request: ChatRequest,
    detector: LanguageDetector,
    vocabulary: Vocabulary,
    book: PhraseBook,
    fallback: str,
) -> Understood:
    """Clean the question, find its language and what it goes back to.

    ``fallback`` is the language for speakers of a language that Hanni does not write.
    """
    text = clean(request.message)
    folded = tuple(words(text))
    history = request.history[-HISTORY_TURNS:]
    detection = _detect(text, detector, vocabulary.german)
    chosen = request.language if request.language in INTERFACE else None
    doubtful = detection.probability < _CERTAIN and chosen not in INTERFACE_ONLY
    if doubtful and (romanised := vocabulary.romanised(folded)):
        detection = Detection({romanised: 1.0})
    language = _question_language(text, detection, chosen, history, fallback)
    smalltalk, spoken = _smalltalk(folded, language, detection, book)
    last = next((turn for turn in reversed(history) if turn.role == "assistant"), None)
    choices = last.choices if last else ()
    yes = bool(choices) and smalltalk == "agree"
    if smalltalk and language not in INTERFACE_ONLY:
        language = spoken
    wanted = chosen if chosen in SUPPORTED else None
    answer_language = wanted or (language if language in SUPPORTED else fallback)
    phrases = book[language] if language in SUPPORTED else None
    mended = vocabulary.spelling(text, language)
    spelt = tuple(words(mended))
    asked = _without_proclitic(spelt, phrases) if phrases else spelt
    sections = phrases.section_cues.kinds(asked) if phrases else []
    offered = phrases.offered(spelt) if phrases else None
    place = named_choice(spelt, len(choices), phrases) if phrases else None
    if yes:
        smalltalk, place = None, 0
    meant = corrected(mended, phrases) if phrases and history else None
    return Understood(
        text=meant or mended,
        said=text,
        words=folded,
        question_language=language,
        answer_language=answer_language,
        interface_language=language if language in INTERFACE_ONLY else answer_language,
        detected=language if smalltalk else _detected(detection),
        topic_words=_topic_words(asked, phrases) if phrases else folded,
        continues=phrases is not None and phrases.continues(asked),
        sections=(offered,) if offered else tuple(sections),  # type: ignore[arg-type]  # the catalogues' keys are sections
        offered=offered,
        previous_services=tuple(dict.fromkeys(t.service for t in reversed(history) if t.service)),
        previous_sections=tuple(n for n in SECTION_NAMES if last and n in last.sections),
        back=phrases is not None and phrases.back_cues.best(asked) is not None,
        corrects=meant is not None,
        vague=phrases is not None and _is_vague(asked, phrases),
        choices=choices,
        choice=None if place is None else choices[place],
        smalltalk=smalltalk,
        smalltalk_only=bool(smalltalk) and not book[spoken].smalltalk_cues.others(folded),
        plain=request.plain,
    )


def _detect(text: str, detector: LanguageDetector, german: GermanTerms) -> Detection:
    """The language of what is not an official German term; none if there is nothing else to tell."""
    rest = german.without(text)
    found = detector(rest)
    return Detection({}) if rest != text and _detected(found) is None else found


def _topic_words(asked: tuple[str, ...], phrases: Phrases) -> tuple[str, ...]:
    others = phrases.section_cues.others(asked)
    return tuple(word for word in others if word not in phrases.filler and not word.isdecimal())


def _is_vague(asked: tuple[str, ...], phrases: Phrases) -> bool:
    """Says "something" and little else."""
    if not phrases.vague.best(asked):
        return False
    others = phrases.vague.others(asked)
    return sum(word not in phrases.filler for word in others) <= _VAGUE_TOPIC


def _without_proclitic(folded: tuple[str, ...], phrases: Phrases) -> tuple[str, ...]:
    """Arabic writes "and" as the next word's first letter: "وأين" is "و" and "أين"."""
    if not folded or not folded[0].startswith(_ARABIC_AND) or len(folded[0]) < _PROCLITIC_LETTERS:
        return folded
    parted = (_ARABIC_AND, folded[0].removeprefix(_ARABIC_AND), *folded[1:])
    known = parted[1] in phrases.filler or phrases.section_cues.begin(parted[1:])
    return parted if phrases.language == "ar" and known else folded


def _question_language(
    text: str,
    detection: Detection,
    chosen: str | None,
    history: tuple[Turn, ...],
    fallback: str,
) -> str:
    """The text's own language if it says enough, else the user's choice, else the conversation's."""
    spoken = chosen or next(
        (t.language for t in reversed(history) if t.language in INTERFACE), None
    )
    if spoken in INTERFACE_ONLY and detection.probability < _CERTAIN:
        return spoken  # the detector may not know it, and takes it for a neighbour
    if detection.language is None:
        return spoken or ORIGINAL
    letters = sum(character.isalpha() for character in text)
    least = _SURE_OF_FEW if len(text.split()) <= _FEW else _SURE
    sure = detection.probability >= least and letters >= _LETTERS
    if spoken and not sure and detection.of(spoken) >= _STAYS:
        return spoken
    if _detected(detection) is None:
        return fallback
    return max(
        detection.probabilities,
        key=lambda code: detection.of(code) * (1 if code in SUPPORTED else _UNSUPPORTED),
    )


def _detected(detection: Detection) -> str | None:
    return detection.language if detection.probability >= _UNKNOWN else None


def _smalltalk(
    folded: tuple[str, ...], language: str, detection: Detection, book: PhraseBook
) -> tuple[str | None, str]:
    """Small talk needs a cue and next to nothing else; short greetings name their own language."""
    if len(folded) > _PARTING_WORDS:
        return None, language
    likely = [language, *detection.probabilities, *SUPPORTED]
    for code in dict.fromkeys(code for code in likely if code in SUPPORTED):
        cues = book[code].smalltalk_cues
        kind = cues.best(folded)
        if not kind or (len(folded) > _SMALLTALK_WORDS and kind not in PARTING):
            continue
        others = cues.others(folded)
        if kind in ANSWERS and others:
            continue
        known = book[code].politeness if kind in PARTING else book[code].filler
        unknown = [word for word in others if word not in known]
        asks = book[code].section_cues.best(folded)
        if len(others) <= (1 if len(folded) > 2 else 0) or not (unknown or asks):
            return kind, code
    return None, language
