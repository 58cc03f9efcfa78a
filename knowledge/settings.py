"""Settings, read once from the environment (prefix ``HANNI_``) by a composition root."""

from pathlib import Path
from typing import Self

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.errors import SettingsError

CONTENT_FOLDER = Path(__file__).parent / "content"


class Settings(BaseSettings):
    """Where things are kept and which models and vector database are used."""

    model_config = SettingsConfigDict(
        env_prefix="HANNI_", env_ignore_empty=True, extra="ignore", frozen=True
    )

    data: Path = Field(
        default_factory=lambda: user_data_path("hanni"),
        description="folder of the snapshots and of what citizens reported",
    )
    cache: Path = Field(
        default_factory=lambda: user_cache_path("hanni"),
        description="folder of the built model and of computed vectors; may be deleted",
    )
    content: Path = Field(default=CONTENT_FOLDER, description="folder of the content files")
    sources: Path | None = Field(
        default=None,
        description="sources.yaml; unset: the one in the data folder, else the content folder alone",
    )
    model: str = Field(
        default="bundled",
        min_length=1,
        description="'bundled', a sentence-transformers folder, or a hub id",
    )
    embedding_threads: int = Field(
        default=1, ge=1, le=64, description="threads for one embedding call"
    )
    chroma_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/]+$",
        description="Chroma server, e.g. http://chroma:8000; unset: embedded",
    )
    keep_snapshots: int = Field(
        default=5, ge=2, le=100, description="snapshots kept for a rollback"
    )
    llm_url: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="OpenAI-compatible server, e.g. http://llm:8000/v1; unset: no language model",
    )
    llm_model: str = Field(default="default", description="model name at that server")
    llm_key: SecretStr = Field(default=SecretStr("none"), description="key for that server")
    llm_concurrency: int = Field(
        default=4, ge=1, le=1000, description="requests that the model's server takes at once"
    )

    @classmethod
    def load(cls) -> Self:
        """Read the environment.

        Raises:
            SettingsError: a value cannot be used; the message names each variable.
        """
        try:
            return cls()
        except ValidationError as error:
            wrong = "; ".join(
                f"HANNI_{'_'.join(str(part) for part in problem['loc']).upper()}: {problem['msg']}"
                for problem in error.errors()
            )
            raise SettingsError(
                f"A setting cannot be used: {wrong}.",
                "Correct or unset it; docs/operations.md lists every setting.",
            ) from None
