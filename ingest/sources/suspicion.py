"""Text that reads like an order to a language model rather than a page for citizens.

Two strictnesses. What readers see must match a pattern that hardly any page has, because a flagged
page is withheld until an editor releases it. What is hidden is never indexed anyway; there any
order or question is worth a look.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from knowledge.takeover import Takeover, views

#: Zero-width, bidi and other invisible characters, also between letters; soft hyphens are harmless.
_INVISIBLE = re.compile(
    "[\u200b\u200d-\u200f\u2060-\u2064\u206a-\u206f\ufeff\u180e\u115f\u1160\u3164\uffa0"
    "\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\U000e0000-\U000e007f\U000e0100-\U000e01ef]"
)
#: Nobody writes so for readers: letters that are each parted by something invisible, or letters
#: that are all invisible. One such character in a long word is a place to part it.
_DISGUISE = re.compile(
    "(?:\\w[\u200b\u200d\u2060-\u2064\ufeff\u00ad][ \u200b\u200d\u2060-\u2064\ufeff\u00ad]*){6,}\\w?|[\U000e0020-\U000e007e]{8,}"
)
#: A turn of a conversation that nobody had; offices do not shout so.
_TURN = re.compile(r"(?<![\w-])(?:ASSISTENT(?:IN)?|ASSISTANT|SYSTEM|CHATBOT|KI|AI)\s?:\s*\w")
#: Latin letters that are shown backwards: no page needs it.
_BACKWARDS = re.compile("[\u202d\u202e][^\u202c\n]*[A-Za-zäöüß]{3}[^\u202c\n]*")
_TAGS = re.compile("[\U000e0001-\U000e007f]{4,}")
_REVERSING = re.compile("[\u202e\u202d\u2067]")
_ANSWER = r"(?:answers?|repl(?:y|ies)|responses?|outputs?|completions?|messages?)"
_YOUR_ANSWER = rf"\b(?:your|the final|every|each) (?:next |final |own |whole |entire )?{_ANSWER}\b"
#: What a letter from an office may well ask for in a reply.
_LETTER = re.compile(
    r"\b(?:add|include|state|quote|give|mention|enter|put|write)\b (?:\w+ ){0,2}?(?:the|your|an?|this) "
    r"(?:[\w-]+ ){0,3}(?:number|name|address|date|reference|invoice|file|signature|copy|copies|"
    r"documents?|certificates?|passport|proof)\b"
)
_VERBS = (
    r"(?:add|append|prepend|include|insert|integrate|incorporate|embed|modify|alter|change|adjust|"
    r"adapt|augment|enhance|enrich|extend|replace|substitute|swap|convert|turn|translate|use|apply|"
    r"provide|render|write|give|return|format|phrase|make|begin|start|end|finish|conclude|introduce|"
    r"misspell|scramble|jumble|shuffle|rearrange|reorder|reverse|anagram|remove|delete|omit|strip|group|split|"
    r"combine|merge|join|mention|suggest|tease|promote|recommend|advertise|encourage|hint|link|"
    r"encode|encrypt|obfuscate|hide|limit|restrict|repeat|ensure|let|have)"
)
_LETTERS = r"(?:letters?|vowels?|consonants?|characters?|syllables?|spaces|punctuation|words?)"
_ENGLISH = (
    rf"(?:^|[.!?:;,\"“”)(–-] ?|\b(?:please|must|should|always|now|and|then|to) ){_VERBS}\b(?:[^.!?\n]|[.!?](?=\S)){{0,160}}?{_YOUR_ANSWER}",
    rf"\bin {_YOUR_ANSWER}[ ,:]+(?:\w+ ){{0,3}}?{_VERBS}\b",
    rf"(?:^|[.!?:;] ?)(?:please )?(?:replace|convert|substitute|scramble|jumble|shuffle|rearrange|"
    rf"anagram|misspell|reverse|swap|encode)\b[^.!?\n]{{0,40}}\b{_LETTERS}\b",
    r"\b(?:respond|reply|answer) (?:only |always |exclusively |solely )?(?:with|in|as|using)\b (?:the (?:words?|phrase|"
    r"sentence|following)|rhymes?|anagrams?|capital|base64|emojis?|pirate|riddles|[\"'“])",
    r"\b(?:tell|inform|convince|persuade|instruct|direct|ask|urge|recommend|advise) (?:the|all|every|any) (?:users?|readers? of your|"
    r"person (?:asking|you)|people who ask|asker|questioner)\b",
    r"\bwhen(?:ever)? (?:(?:you|the (?:ai|assistant|bot|model|chatbot)) (?:are|is) asked|(?:the|a|any) users? asks?|asked about)\b",
    r"\b(?:attention|note|message|instructions?|notice|hint|to) (?:to |for |all )?(?:the |any |an )?(?:ais?|ai (?:assistants?|models?|systems?|agents?)|"
    r"llms?|language models?|chatbots?|assistants?|large language models?|crawlers?)\b ?[:,.!-]",
    r"\bif you(?: are|'re|’re) an? (?:ai|llm|language model|chatbot|assistant|large language|bot|automated)\b",
    r"\b(?:as|being) an? (?:ai|large language|language) (?:model|assistant)\b",
    r"\b(?:ignore|disregard|forget|override|bypass|discard) (?:\w+ ){0,3}?(?:previous|prior|earlier|above|preceding|"
    r"existing|system|former|original|your) (?:\w+ ){0,2}?(?:instructions?|prompts?|rules?|guidelines?|directions?|"
    r"context|messages?|orders?|training)\b",
    r"\byou are (?:now|no longer|from now on) (?:an?|in|the|bound|my|called)\b",
    r"\b(?:system|developer|hidden|initial) ?(?:prompt|instructions?|message) ?[:=]",
    r"\b(?:reveal|print|show|output|leak|repeat|expose) (?:\w+ ){0,2}?(?:system prompt|initial prompt|hidden prompt|your instructions)\b",
    r"\bfrom now on,? (?:you|always|answer|respond|reply|act|only)\b",
    r"\b(?:do not|don't|never) (?:tell|inform|mention (?:this|it|these)|reveal|disclose) (?:this |it |any of this )?(?:to )?(?:the )?users?\b",
    r"\bact as (?:if you|though you|an? (?:ai|dan|unrestricted|evil|pirate|hacker|different))\b",
)  # fmt: skip
_DEINE = r"(?:dein(?:e|er|en|em)?|eur(?:e|er|en))"
_GERMAN_ANSWER = r"(?:antwort(?:en|text)?|ausgaben?|reaktion|rückmeldung|nachricht)"
_MODEL = (
    r"(?:ki|ai|k\.i\.|llm|sprachmodelle?|ki[- ](?:assistent(?:en|in)?|modelle?|systeme?|agent(?:en)?)|chatbots?|bots?|"
    r"(?:digitale[rn]? |virtuelle[rn]? |automatische[rn]? )?assistent(?:en|in)?|hanni)"
)
_GERMAN = (
    rf"\b{_DEINE} (?:\w+ ){{0,2}}?{_GERMAN_ANSWER}\b",
    rf"\b(?:füge|ergänze|baue|ersetze|schreibe|beginne|beende|ändere|erweitere|verwende|nutze|vertausche|entferne|streue|"
    rf"flechte|gib|formuliere|binde|hänge|erwähne|verfasse|mische)\b(?:[^.!?\n]|[.!?](?=\S)){{0,140}}?\b(?:{_GERMAN_ANSWER}|antwortest)\b",
    r"\b(?:antworte|erwidere|reagiere|entgegne) (?:\w+ ){0,4}?(?:ab (?:jetzt|sofort)|nur|ausschließlich|stets|immer|künftig|in|mit|auf|als|wie|ohne)\b",
    r"\b(?:ignorier(?:e|en sie|t)?|vergiss|vergesst|vergessen sie|missachte[nt]?(?: sie)?|verwirf|verwerfen sie|überschreibe?|umgehe?) "
    r"(?:\w+ ){0,4}?(?:anweisung(?:en)?|vorgaben?|instruktion(?:en)?|befehle?|regeln|prompts?|systemvorgaben?|"
    r"einschränkungen|vorherige[sn]?|bisherige[sn]?|zuvor|obige[ns]?|alles (?:davor|vorher|oben|bisher|zuvor))\b",
    r"\bdu (?:bist|heißt) (?:jetzt|nun|ab (?:jetzt|sofort)|von nun an|nicht mehr|kein)\b",
    rf"\bwenn du (?:(?:als |eine? |ein )?{_MODEL}|dies(?:e[ns]?)? (?:text|seite|dokument|zeile|hier)?|das hier)\b",
    r"\bwenn du (?:\w+ ){0,4}?gefragt wirst,? (?:antworte|sag|sage|nenne|behaupte|empfiehl|gib|verweise|erwähne|leite|schreibe)\b",
    r"\b(?:sag|sage|verrate|teile|erzähle|melde) (?:\w+ ){0,3}?nicht,? (?:mit,? )?(?:dass|was|wie|warum)\b",
    rf"\b(?:hinweis|anweisung(?:en)?|nachricht|achtung|befehl|notiz|auftrag|an) ?,? (?:an |für |fuer )?(?:den |die |das |alle |jede[ns]? |ein(?:e|en)? )?{_MODEL}\b ?[:,.!–-]",
    r"\b(?:sag|sage|teile|erkläre|empfiehl|rate|erzähle|versichere|melde|verrate|schicke|leite) (?:\w+ ){0,2}?(?:dem|der|den|allen|jedem|jeder) "
    r"(?:\w+ ){0,1}?(?:nutzer\w*|benutzer\w*|anwender\w*|fragende[rn]?|fragesteller\w*|user|bürgern?,? (?:dass|er|sie|es))\b",
    r"\b(?:system[- ]?prompt|systemanweisung|systemnachricht)\b",
    r"\b(?:gib|zeige|nenne|verrate|drucke) (?:mir |uns )?(?:\w+ ){0,2}?(?:deine|deinen) (?:\w+ ){0,2}?(?:anweisung|prompt|regeln|vorgaben|instruktion)",
    rf"\b(?:als|du bist) (?:eine? |ein |dieses? )?{_MODEL} (?:musst|sollst|darfst|wirst|bist du|hast du|antwortest|antworte|ohne)\b",
    r"\b(?:verschweige|erwähne (?:nicht|niemals|nie)|behaupte|gib dich (?:als|aus)|tu so,? als|spiele die rolle|handle als)\b",
    r"\b(?:empfiehl|bewirb|verlinke|erwähne) (?:immer|stets|ausschließlich|in jeder|unbedingt|beiläufig)\b",
)  # fmt: skip
#: One of these is in everything that the patterns match; looking for them first is much faster.
_STEMS = (
    "your", "the final", "every ", "each ", "replace", "convert", "substitute", "scramble", "jumble", "shuffle", "rearrange",
    "anagram", "misspell", "reverse", "swap", "encode", "respond", "reply", "answer", "user", "reader",
    "asker", "questioner", "asking", "asked", "attention", "assistant", "llm", " ai", "ai ", "language model", "crawler",
    "chatbot", "ignore", "disregard", "forget", "override", "bypass", "discard", "you are", "prompt",
    "system", "hidden", "reveal", "from now", "act as", "automated", "antwort", "ausgabe", "reaktion", "rückmeldung", "nachricht", "erwidere",
    "reagiere", "entgegne", "ignorier", "vergiss", "vergess", "missacht", "verwirf", "verwerf", "überschreib",
    "umgeh", "du ", "ki ", "ki:", "ki,", "ki!", "ki.", "sprachmodell", "bot", "assistent", "hanni", "nutzer", "frage", "bürger",
    "anwender", "deine", "verschweig", "erwähne", "behaupte", "rolle", "gib ", "handle als", "empfiehl", "bewirb",
    "verlinke", "tu so",
)  # fmt: skip
#: What a disguised order must hold; the short ones occur in any text that is read backwards.
_LONG_STEMS = tuple(stem for stem in _STEMS if len(stem.strip()) > 4)
_ORDERS = re.compile("|".join(f"(?:{pattern})" for pattern in (*_ENGLISH, *_GERMAN)), re.MULTILINE)
#: In hidden text: anything that asks or orders, in the languages that a page is likely to have.
_HIDDEN_ORDER = re.compile(
    r"\?\s*$|\?\s|(?:^|[.!?:] )(?:please |bitte )?(?:explain|describe|write|draft|compose|provide|develop|break down|"
    r"translate|give|show|tell|list|create|answer|print|what|who|how|erkläre|beschreibe|schreibe|"
    r"übersetze|nenne|zeige|gib|verfasse|sage|liste)\b"
)
_SPACES = re.compile(r"\s+")
_POLITE = re.compile(r"\b(?:sie|ihren?|ihre)\b")
#: A visible match must stand in this many letters around it at most; longer texts are cut.
_WINDOW, _OVERLAP = 2000, 300


class Suspicion:
    """Recognises orders to a model in the text of a page."""

    def __init__(self) -> None:
        # An office addresses its readers so: "Vergessen Sie Ihren Ausweis nicht."
        self._takeover = Takeover(without=_POLITE)

    def visible(self, raw: str) -> str | None:
        """The words that made a visible text suspect, None if it is not."""
        if disguise := _DISGUISE.search(raw):
            return f"text in invisible letters: {_shorten(_revealed(disguise[0]))}"
        if found := _TURN.search(raw) or _BACKWARDS.search(raw):
            return _shorten(raw[found.start() : found.start() + 160])
        for window in _windows(raw):
            for number, view in enumerate(_views(window)):
                if match := self._order(view, _LONG_STEMS if number else _STEMS):
                    return match
        return None

    def hidden(self, texts: Iterable[str]) -> str | None:
        """The first hidden text that asks or orders something of a model."""
        for text in texts:
            if found := self.visible(text):
                return found
        return None

    def notable(self, texts: Iterable[str]) -> list[str]:
        """Hidden texts that ask or order anything at all, shortened."""
        return [
            _shorten(text)
            for text in texts
            if len(text.split()) > 2 and _HIDDEN_ORDER.search(_SPACES.sub(" ", text.lower()))
        ]

    def _order(self, view: str, stems: tuple[str, ...]) -> str | None:
        normal = unicodedata.normalize("NFKC", view)
        text = _SPACES.sub(" ", normal).strip()
        low = text.lower()
        if any(stem in low for stem in stems):
            # A line may be a sentence without a full stop, or a sentence may run over lines.
            lines = "\n".join(
                _SPACES.sub(" ", line).strip() for line in normal.lower().splitlines()
            )
            for reading in (low, lines):
                for match in _ORDERS.finditer(reading):
                    if not _LETTER.search(match[0]):
                        return _shorten(match[0])
        return _shorten(text) if self._takeover.plainly(view) else None


def _views(raw: str) -> Iterator[str]:
    """The text as it reads, and what it says in disguise."""
    bare = _INVISIBLE.sub("", raw)
    yield bare
    for tags in _TAGS.findall(raw):
        yield "".join(chr(ord(c) - 0xE0000) for c in tags if 0xE0020 <= ord(c) <= 0xE007E)
    if _REVERSING.search(raw):
        yield bare[::-1]
        for line in re.split("[\u202c\u2069\n]", raw):
            yield _INVISIBLE.sub("", line.rpartition("\u202e")[2])[::-1]
    if disguised := _INVISIBLE.search(raw):
        yield _INVISIBLE.sub(" ", raw) if disguised else ""
    first, *others = views(bare)
    del first  # the text as it is
    yield from others


def _revealed(disguised: str) -> str:
    return "".join(chr(ord(c) - 0xE0000) if 0xE0020 <= ord(c) <= 0xE007E else c for c in disguised)


def _windows(raw: str) -> Iterator[str]:
    for start in range(0, max(len(raw), 1), _WINDOW):
        yield raw[max(0, start - _OVERLAP) : start + _WINDOW]


def _shorten(text: str, length: int = 160) -> str:
    visible = _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()
    return visible if len(visible) <= length else visible[: length - 1] + "…"
