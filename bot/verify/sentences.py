"""Where a sentence ends while a text is still being written."""

import re

# A full stop behind a digit ends a German or Polish ordinal ("15. Februar"), behind one letter or an
# abbreviation a shortened word: neither ends a sentence. "8 a.m. to noon" goes on in lower case.
_END = re.compile(
    r"(?<=[^\d\s][!?؟।])\s+|(?<=[^\s\d][^\s\d][.])(?<!\bNr\.)(?<!\bAbs\.)(?<!\bArt\.)(?<!\bTel\.)"
    r"(?<!\bca\.)(?<!\bbzw\.)(?<!\binkl\.)(?<!\bgodz\.)(?<!\bnr\.)(?<!\btel\.)(?<!\bSt\.)(?<!\bstr\.)"
    r"(?<![ap]\.m\.)\s+|(?<=[ap]\.m\.)\s+(?=[A-Z])|(?<=\d[.!?؟])\s+(?=[^\W\d_a-z]\S*\s+\S+\s+\S)(?!\s*(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli"
    r"|August|September|Oktober|November|Dezember|Lebensjahr|Geburtstag|Tag|Monat|Klasse))|\n+"
)


def split_sentences(text: str) -> list[str]:
    """The finished sentences; the last element is the rest, which may be unfinished."""
    return _END.split(text)
