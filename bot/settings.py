"""Settings of the chat service, beside those that it shares with ``hanni``."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import NoDecode

from knowledge.languages import SUPPORTED
from knowledge.settings import Settings

WIDGET_FOLDER = Path(__file__).parent.parent / "widget"


class BotSettings(Settings):
    """How the chat service listens, what it allows and what it may use."""

    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8000, ge=1, le=65535, description="port to listen on")
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="websites that may embed the widget, comma-separated: https://www.hannover.de",
    )
    rate_limit: str = Field(
        default="1200/minute",
        pattern=r"^[1-9]\d*/(second|minute|hour)$",
        description="requests to the chat allowed to one address",
    )
    redis_url: str | None = Field(
        default=None,
        pattern=r"^rediss?://",
        description="Redis for rate limits shared by several replicas; unset: in memory",
    )
    feedback_url: str | None = Field(
        default=None,
        description="SQLAlchemy URL of the feedback database; unset: a SQLite file in HANNI_DATA",
    )
    gaps: bool = Field(
        default=False,
        description="count questions without an answer in HANNI_DATA, for `hanni gaps`",
    )
    fallback_language: str = Field(
        default="en", description="answers to languages that Hanni does not write"
    )
    hebesatz: Decimal | None = Field(
        default=None,
        ge=1,
        le=3000,
        description="Hebesatz of Grundsteuer B in percent; only with its source and year",
    )
    hebesatz_source: str | None = Field(
        default=None, min_length=3, description="where HANNI_HEBESATZ was decided"
    )
    hebesatz_year: int | None = Field(
        default=None, ge=2025, le=2100, validate_default=True, description="year it is valid for"
    )
    llm_deadline: float = Field(
        default=20.0, gt=0, le=120, description="seconds that a model's answer may take"
    )
    llm_first_word: float = Field(
        default=8.0, gt=0, le=120, description="seconds to the model's first word"
    )
    llm_stall: float = Field(
        default=4.0, gt=0, le=120, description="seconds between two pieces of a model's answer"
    )
    llm_tokens: int = Field(
        default=400, ge=50, le=4000, description="tokens after which the server ends an answer"
    )
    llm_breaker_failures: int = Field(
        default=5, ge=1, description="failures in a row after which the model is left alone"
    )
    llm_breaker_seconds: float = Field(
        default=30.0, gt=0, description="seconds until the model is tried again"
    )

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(origin.strip().rstrip("/") for origin in value.split(",") if origin.strip())

    @field_validator("fallback_language")
    @classmethod
    def _supported(cls, value: str) -> str:
        if value not in SUPPORTED:
            raise ValueError(f"one of {', '.join(SUPPORTED)} is needed")
        return value

    @field_validator("hebesatz_year")
    @classmethod
    def _all_or_none(cls, value: int | None, info: ValidationInfo) -> int | None:
        """A Hebesatz is only as good as its source and its year."""
        three = [info.data.get("hebesatz"), info.data.get("hebesatz_source"), value]
        if any(three) and not all(three):
            raise ValueError(
                "HANNI_HEBESATZ, HANNI_HEBESATZ_SOURCE and HANNI_HEBESATZ_YEAR are set all or none"
            )
        return value
