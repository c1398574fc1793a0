"""Everything the program reads from its environment, once; each setting has a default and a sentence of help."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.errors import AssistantError


class SettingsError(AssistantError):
    """A setting in the environment cannot be used; the text names it and its value."""


def default_home() -> Path:
    """The platform's folder for user data."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "lhsia"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "lhsia"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "lhsia"


class Settings(BaseSettings):
    """Settings, each read from an environment variable with the prefix LHSIA_."""

    model_config = SettingsConfigDict(env_prefix="LHSIA_", frozen=True, extra="ignore")

    home: Path = Field(
        default_factory=default_home, description="Folder of the store, the index and uploads."
    )
    embedding_model: str = Field(
        default="all-MiniLM-L6-v2",
        description="A sentence-transformers model, by name or path; the default ships with pip.",
    )
    editor_key: str = Field(
        default="",
        description="Key that lets a client add and delete documents; empty: only clients on this machine may.",
    )
    max_upload_mb: int = Field(default=100, ge=1, description="Largest file that ingest reads, in megabytes.")
    max_question_chars: int = Field(
        default=4000, ge=100, description="Longest question that is answered, in characters."
    )
    rate_per_minute: int = Field(default=120, ge=1, description="Requests per minute and client before 429.")
    reader: bool = Field(
        default=True,
        description="Whether the best passages are read before an answer: surer refusals, a tenth of a second more.",
    )
    today: str = Field(
        default="", description="The day taken for today (ISO), for tests and for replaying an old answer."
    )


def read_settings() -> Settings:
    """The settings of this process; raise SettingsError naming the first variable that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "LHSIA_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(
            f"The setting {name}={first.get('input')!r} cannot be used: {first['msg']}.",
            f"Le réglage {name} = « {first.get('input')} » ne peut pas être utilisé; corrigez-le ou retirez-le.",
        ) from error
