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

    export_streams: int = 2
    """Concurrent exports per process; each uses a thread while its client reads."""

    keep_reports_days: int = 30
    """Retention of reports; at least the lifetime of an Idempotency-Key."""

    reports_open: int = 5
    """Maximum number of queued or running reports per client address; more get a 429."""

    cache_ttl_s: int = 300
    """Time to live of a record in the cache."""

    web_metrics_port: int | None = None
    """Port of the web server's /metrics; if unset, there is none."""

    report_processes: int = 2
    """Number of processes that compute a report."""

    smtp_host: str | None = None
    """SMTP server. If unset, no e-mail is sent and orders are still confirmed."""

    smtp_port: int = 587
    """Port of the SMTP server."""

    smtp_starttls: bool = True
    """Whether to use TLS with the SMTP server."""

    smtp_user: str | None = None
    """User name for the SMTP server; no login if unset."""

    smtp_password: SecretStr = SecretStr("")
    """Password for this user name."""

    smtp_timeout_s: float = 10.0
    """Timeout of each step with the SMTP server."""

    mail_from: str = "orders@example.com"
    """Sender address of e-mails."""

    keep_dead_letters_days: int = 90
    """Retention of dead letters: failed tasks can be replayed until then."""

    task_lease_s: float = 15.0
    """Lease of a running task: if its worker does not renew it in time, the task starts again."""

    relay_every_s: float = 5.0
    """Polling interval of the outbox for tasks to publish."""

    task_tries: int = 5
    """Number of tries before a task becomes a dead letter."""

    task_backoff_s: float = 2.0
    """Maximum delay before the first retry of a task; it doubles with each retry."""

    idempotency_ttl_s: int = 86400
    """Lifetime of an Idempotency-Key."""


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    return Settings()
