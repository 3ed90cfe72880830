"""Every setting, read once from the environment, such as LOG_LEVEL. An empty one is unset."""

from functools import lru_cache
from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    allowed_hosts: str = "*"
    """Allowed host names, separated by commas."""

    api_docs: bool = True
    """Whether to serve /docs and /openapi.json."""

    log_level: str = "INFO"
    """Log level: DEBUG, INFO, WARNING or ERROR."""

    log_format: Literal["text", "json"] = "text"
    """Log format: text, or one JSON object per line."""

    prometheus_multiproc_dir: str | None = None
    """Directory in which the processes share their metrics; if unset, each has its own."""

    readiness_timeout_s: float = 1.0
    """Timeout of the readiness check for each dependency."""

    database_url: SecretStr = SecretStr("sqlite:///var/app.db")
    """Database file, as sqlite:///path."""

    web_metrics_port: int | None = None
    """Port of the web server's /metrics; if unset, there is none."""


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    return Settings()
