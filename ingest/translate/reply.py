"""What a model answered: a text for each mark."""

import re

_LINE = re.compile(r"^\s*\[([\w.-]+)\]\s*(.*)$")
#: Models that think aloud, and fences around an answer.
_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
#: Bidi controls, soft hyphens and zero-width characters, but not the half-space of Persian.
_INVISIBLE = re.compile("[\u00ad\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def read_reply(text: str) -> dict[str, str]:
    """Texts by mark, the first one of each; a text that goes on in further lines keeps its line breaks."""
    found: dict[str, str] = {}
    mark = ""
    for line in _INVISIBLE.sub("", _THOUGHTS.sub("", text)).splitlines():
        if start := _LINE.match(line):
            mark = start[1] if start[1] not in found else ""
            if mark:
                found[mark] = start[2].strip()
        elif mark and line.strip() and not line.startswith("```"):
            found[mark] += f"\n{line.strip()}"
    return found
