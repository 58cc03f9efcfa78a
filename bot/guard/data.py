"""The guard's own data: word stems, and examples that its classifier is learned from."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge.cues import Cues

_FOLDER = Path(__file__).parent
EXAMPLES = _FOLDER / "examples"


@dataclass(frozen=True)
class GuardCues:
    """Word stems by language."""

    danger: Mapping[str, Cues]
    abuse: Mapping[str, Cues]
    legal_advice: Mapping[str, Cues]


def read_cues(path: Path = _FOLDER / "cues.yaml") -> GuardCues:
    """Read the guard's word stems."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))

    def by_language(name: str) -> dict[str, Cues]:
        return {code: Cues({name: stems}) for code, stems in data[name].items()}

    return GuardCues(
        danger={code: Cues(kinds) for code, kinds in data["danger"].items()},
        abuse=by_language("abuse"),
        legal_advice=by_language("legal_advice"),
    )
