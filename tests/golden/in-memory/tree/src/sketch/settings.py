"""Every setting, read once from the environment: LOG_LEVEL, SMTP_HOST and so on."""

from functools import lru_cache
from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    log_level: str = "INFO"
    """What the log shows: DEBUG, INFO, WARNING or ERROR."""

    log_format: Literal["text", "json"] = "text"
    """How the log is written: as text for people, or as one JSON object a line."""

    prometheus_multiproc_dir: str | None = None
    """Where the processes of a container add up their metrics; each counts alone without it."""

    smtp_host: str | None = None
    """The server that sends e-mail; without it e-mails are only logged."""

    smtp_port: int = 587
    """The port of the e-mail server."""

    smtp_starttls: bool = True
    """Whether the connection to the e-mail server is encrypted."""

    smtp_user: str | None = None
    """The name to log in with at the e-mail server; no login without it."""

    smtp_password: SecretStr = SecretStr("")
    """The password that goes with the name."""

    smtp_timeout_s: float = 10.0
    """How long the e-mail server may take for one step."""

    mail_from: str = "orders@example.com"
    """The sender of the e-mails."""

    cache_ttl_s: int = 300
    """How long a confirmed order stays in the cache, at most."""

    relay_every_s: float = 5.0
    """How often the outbox is looked at for tasks that must be sent, or sent again."""

    task_tries: int = 5
    """How often a task is tried before it goes to the dead letters."""

    task_backoff_s: float = 2.0
    """How long a task waits after its first failure, at most; twice as long after each one more."""

    readiness_timeout_s: float = 1.0
    """How long the readiness check waits for what it checks."""

    report_processes: int = 2
    """How many processes compute one report."""

    web_metrics_port: int | None = None
    """Where the web server shows its metrics, as /metrics; nowhere without it."""


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    return Settings()
