"""Settings of the editors' commands, beside those that they share with the chat service."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import NoDecode

from knowledge.settings import Settings

GOLDEN = Path(__file__).parent.parent / "knowledge" / "golden.yaml"


class EditorSettings(Settings):
    """What the gate and the checks hold the content to."""

    cli_language: Literal["de", "en"] = Field(
        default="en", description="language of what the editors' commands say"
    )
    golden: Path = Field(default=GOLDEN, description="file of the golden questions")
    gate_margin: float = Field(
        default=0.03,
        ge=0,
        le=1,
        description="how far the share of golden questions that find their service may fall",
    )
    gate_withdrawn: float = Field(
        default=0.1,
        ge=0,
        le=1,
        description="share of the published services that may disappear at once",
    )
    promised: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="ids of services that must always be there, comma-separated"
    )
    max_age_days: int = Field(
        default=730, ge=1, description="days after which a source counts as old"
    )

    translate_seconds: float = Field(
        default=300,
        gt=0,
        le=3600,
        description="seconds that the language model may take for a part of a translation",
    )

    @field_validator("promised", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(id_.strip() for id_ in value.split(",") if id_.strip())
