"""Text with what is foreign in it set apart, as widget/dom.js does it, for pages without JavaScript."""

import re

from markupsafe import Markup, escape

from knowledge.languages import INTERFACE

_OTHER_SCRIPTS = ("ar", "bg", "el", "fa", "ps", "ru", "uk")
_LATIN = "A-Za-zÀ-ɏ"
#: One word of Latin letters and digits: a German term, a number, a part of a telephone number.
_WORD = re.compile(rf"[§+(\"„]*[{_LATIN}\d][{_LATIN}\d.,:;/()+–%€\"“…-]*[،؛؟]*")
_ALONE = re.compile(r"§§?|–|-|€|%")
#: Where a run ends though the next word is Latin too.
_ENDS = re.compile(r"(?:\d\.|[,;:،؛؟])$")
#: Punctuation at its end belongs to the sentence around the run.
_TRAILING = tuple(".,;:!?…،؛؟")
_BRACKETED = re.compile(rf"\(([A-ZÄÖÜ][{_LATIN}\d ,./–-]+)\)")


def isolated(text: str, language: str) -> Markup:
    """HTML of a text: numbers and German terms are in ``<bdi>``, and carry their language."""
    if language.startswith("de"):
        return escape(text)
    if language not in _OTHER_SCRIPTS:
        parts = _BRACKETED.split(text)
        return Markup("").join(
            Markup('(<bdi lang="de">{}</bdi>)').format(part) if index % 2 else escape(part)
            for index, part in enumerate(parts)
        )
    return Markup(" ").join(_runs(text))


def direction(language: str) -> str:
    """``rtl`` or ``ltr``; for plain German (``de-simple``) too."""
    known = INTERFACE.get(language.split("-")[0])
    return known.direction if known else "ltr"


def _runs(text: str) -> list[Markup]:
    made: list[Markup] = []
    run: list[str] = []
    for word in text.split(" "):
        alone = _ALONE.fullmatch(word) and (run or word.startswith("§"))
        if _WORD.fullmatch(word) or alone:
            run.append(word)
            if not _ENDS.search(word):
                continue
            word = ""
            ended = True
        else:
            ended = False
        if run:
            made.append(_run(" ".join(run)))
            run = []
        if not ended:
            made.append(escape(word))
    if run:
        made.append(_run(" ".join(run)))
    return made


def _run(words: str) -> Markup:
    """A run of foreign words; brackets not closed or not opened in it belong to the sentence."""
    before, after = "", ""
    while words.startswith("(") and ")" not in words:
        before, words = before + "(", words[1:]
    while words.endswith(_TRAILING) or (words.endswith(")") and "(" not in words):
        words, after = words[:-1], words[-1] + after
    german = Markup(' lang="de"') if re.search(f"[{_LATIN}]", words) else Markup("")
    return Markup('{}<bdi{} dir="ltr">{}</bdi>{}').format(before, german, words, after)
