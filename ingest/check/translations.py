"""Whether each text is there in every language, as new as the German one and with its numbers."""

import re
from collections.abc import Iterator

from ingest.check.content import Content
from ingest.check.finding import Finding
from ingest.check.parallel import differences
from knowledge.detection import LanguageDetector
from knowledge.languages import ORIGINAL, SIMPLE, SUPPORTED

#: Of a service's section: German names weigh less in longer texts.
LONG = 120
_IN_BRACKETS = re.compile(r"\([^)]*\)")


def missing(content: Content) -> Iterator[Finding]:
    """Supported languages that a text is not there in."""
    for text in content.originals.values():
        languages = [code for code in SUPPORTED if code not in text.record.texts]
        if languages:
            values = {"title": text.title, "languages": ", ".join(languages)}
            yield Finding("warning", "missing", text.file, values=values)


def outdated(content: Content) -> Iterator[Finding]:
    """Translations and plain-language texts of a German text that has changed since; one a file."""
    seen = set()
    for text in content.texts:
        original = content.originals[text.key]
        if text.language == ORIGINAL or text.file in seen:
            continue
        seen.add(text.file)
        german = content.fingerprint(original.file)
        if german is not None and text.translates != german:
            check = "simple_outdated" if text.language == SIMPLE else "outdated"
            line = content.line(text.file, "translates:")
            yield Finding("warning", check, text.file, line, values={"fingerprint": german})


def other_facts(content: Content) -> Iterator[Finding]:
    """Lines of a translation with other numbers, amounts, months or addresses than the German line."""
    for text in content.texts:
        if text.language in {ORIGINAL, SIMPLE}:
            continue
        pairs = zip(content.originals[text.key].lines(), text.lines(), strict=False)
        for (_, german), (part, item) in pairs:
            for kind in differences(german.text, item.text, text.language)[:1]:
                values = {"text": item.text, "german": german.text}
                line = content.line(text.file, item.text)
                yield Finding("error", f"other_{kind}", text.file, line, part, values)


def wrong_language(content: Content, detector: LanguageDetector) -> Iterator[Finding]:
    """Sections and answers that are not in the language of their file."""
    for text in content.texts:
        if text.language == SIMPLE:
            continue
        is_service = text.key[0] == "Service"
        for part, blocks in text.parts:
            # Names of offices and addresses stay German; of an answer the beginning is enough.
            if part == "contact":
                continue
            whole = "\n".join(block.text for block in (blocks if is_service else blocks[:1]))
            if is_service and len(_IN_BRACKETS.sub(" ", whole)) <= LONG:
                continue
            if not speaks(whole, text.language, detector):
                found = detector(_IN_BRACKETS.sub(" ", whole)).language
                values = {"found": found or "?", "expected": text.language, "text": whole[:80]}
                line = content.line(text.file, blocks[0].items[0].text)
                yield Finding("warning", "wrong_language", text.file, line, part, values)


def speaks(text: str, language: str, detector: LanguageDetector) -> bool:
    """Whether a text is most likely in a language; German terms in brackets say nothing."""
    return detector(_IN_BRACKETS.sub(" ", text)).language == language
