"""Whether a sentence is in the asked language."""

import re

from knowledge.detection import LanguageDetector

_SCRIPTS = {
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "fa": re.compile(r"[\u0600-\u06ff]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "uk": re.compile(r"[\u0400-\u04ff]"),
}
_LATIN = re.compile(r"[a-zA-Z\u00c0-\u024f]")
_LETTER = re.compile(r"[^\W\d_]")
#: Names of German offices and streets inside another script: "Niedersächsisches Landesamt für Soziales".
_NAMES = re.compile(r"\b[A-ZÄÖÜ][\w-]*(?:[ ,]+(?:(?:für|und|der|des|im|am) )?[A-ZÄÖÜ][\w-]*)*")
#: With more words in its own script a sentence may hold names as long as they are.
_OWN_WORDS = 3
_BRACKETS = re.compile(r"\([^)]*\)|„[^“”]*[“”]|«[^»]*»|\"[^\"]*\"|\S*[@/]\S*|\b[A-ZÄÖÜ]{2,}\b")
#: German official terms are kept in every language: so much of a sentence must be in its own script.
_SHARE = 0.35
#: Another language must be this much likelier, and the sentence this long, to count.
_OTHER = 0.9
_WORDS = 4


def speaks(sentence: str, language: str, detector: LanguageDetector) -> bool:
    """Whether the sentence may be taken for one in ``language``.

    A short sentence says little about its language, and German terms in brackets say nothing.
    """
    text = _BRACKETS.sub(" ", sentence)
    letters = len(_LETTER.findall(text))
    if not letters:
        return True
    script = _SCRIPTS.get(language, _LATIN)
    own = len(script.findall(text))
    own_words = sum(bool(script.search(word)) for word in text.split())
    if script is not _LATIN and own_words > _OWN_WORDS:
        letters = len(_LETTER.findall(_NAMES.sub(" ", text)))
    if not own or (own < _SHARE * letters and sum(map(str.isalpha, text.split())) > _WORDS):
        return False
    if script is not _LATIN:
        # The German terms stand out by their script.
        text = _LATIN.sub("", text)
    elif language != "de":
        # Capitalised inside a sentence: mostly names and German terms.
        text = re.sub(r"(?<=[^\s.!?] )[A-ZÄÖÜ]\w+", "", text)
    if len(text.split()) < _WORDS:
        return True
    detection = detector(text)
    return detection.of(language) >= 1 - _OTHER or detection.probability < _OTHER
