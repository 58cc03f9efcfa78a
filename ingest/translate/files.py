"""Writes content files, never half of one."""

import re
from datetime import date
from pathlib import Path

_FRONT = re.compile(r"\A---\n(.*?\n)---\n", re.DOTALL)


def write_whole(path: Path, text: str) -> None:
    """Put a text in place of a file by one rename; what a kill leaves is no content file.

    Raises:
        OSError: it cannot be written; the old file is as it was.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def accepted(text: str, fingerprint: str, today: date, name: str) -> str:
    """A translation's file as reviewed by somebody; everything else in it stays as it was.

    ``fingerprint`` is of the German text that it was compared with.
    """
    front = _FRONT.match(text)
    if not front:
        raise ValueError("the file has no front matter")
    lines = front[1]
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    for key, value in {
        "status": "reviewed",
        "translates": f'"{fingerprint}"',
        "reviewed": today.isoformat(),
        "reviewed_by": f'"{quoted}"',
    }.items():
        lines = _set(lines, key, value)
    return f"---\n{lines}---\n{text[front.end() :]}"


def _set(front: str, key: str, value: str) -> str:
    """Set a plain key where it stands, or below the status."""
    line = f"{key}: {value}\n"
    there = re.compile(rf"^{key}:.*\n", re.MULTILINE)
    if there.search(front):
        return there.sub(lambda _: line, front, count=1)
    return re.sub(r"^status:.*\n", lambda status: status[0] + line, front, count=1, flags=re.M)
