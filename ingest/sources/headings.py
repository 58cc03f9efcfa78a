"""Which section a heading of a service page stands for."""

import re

from knowledge.records import SectionName
from knowledge.text import fold

# The first that fits wins, so the special ones come before the general ones.
_PATTERNS: tuple[tuple[SectionName, str], ...] = (
    ("legal", r"rechtsgrundlage|handlungsgrundlage|rechtsbehelf|gesetz|widerspruch|legal basis"),
    ("documents", r"unterlage|dokument|nachweise|mitbringen|mitzubringen|formular|antragsformular|"
     r"documents|what to bring|forms?\b"),
    ("requirements", r"voraussetzung|wer kann|wer darf|berechtigt|anspruch|requirement|condition"),
    ("duration", r"bearbeitungsdauer|bearbeitungszeit|wie lange|dauer|duration|processing time"),
    ("deadline", r"frist|bis wann|termine und fristen|gultigkeit|deadline|time limit"),
    ("cost", r"kosten|gebuhr|gebuehr|preis|entgelt|was kostet|fees?\b|costs?\b"),
    ("contact", r"ansprechp|kontakt|zustandig|zustaendig|adresse|anschrift|offnungszeit|"
     r"wo bekomme|wohin|an wen|contact|office|responsible|standort"),
    ("procedure", r"ablauf|verfahren|vorgehen|so geht|wie beantrag|wie kann|antragstellung|"
     r"beantragung|schritt|procedure|how to|process\b"),
    ("notes", r"hinweis|besonderheit|gut zu wissen|weiterfuhrend|weiterfuehrend|zu beachten|"
     r"wichtig|haufige fragen|notes?\b|further information|good to know"),
    ("summary", r"beschreibung|allgemeine information|uberblick|kurztext|volltext|leistungsbeschr|"
     r"worum geht|was ist|teaser|description|overview|summary|in general"),
)  # fmt: skip
_COMPILED = tuple((name, re.compile(rf"\b(?:{pattern})")) for name, pattern in _PATTERNS)
#: Compounds such as "Antragsunterlagen" and "Bearbeitungskosten": the last part tells.
_ENDINGS: tuple[tuple[SectionName, str], ...] = (
    ("documents", r"(?:unterlagen|nachweise|formulare)\b"),
    ("cost", r"(?:kosten|gebuhr|gebuhren|entgelte?)\b"),
    ("deadline", r"(?:frist|fristen)\b"),
    ("duration", r"dauer\b"),
    ("procedure", r"(?:ablauf|verfahren)\b"),
    ("legal", r"grundlagen?\b"),
)
_COMPILED_ENDINGS = tuple((name, re.compile(pattern)) for name, pattern in _ENDINGS)
#: A heading is short; a longer one is a sentence.
_LONGEST = 90


def section_of(heading: str) -> SectionName | None:
    """The section of that heading, None if it is none of the known ones."""
    folded = fold(heading)
    if len(folded) > _LONGEST:
        return None
    for name, pattern in (*_COMPILED, *_COMPILED_ENDINGS):
        if pattern.search(folded):
            return name
    return None
