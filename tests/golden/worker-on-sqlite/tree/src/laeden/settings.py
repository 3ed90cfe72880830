"""Every setting, read once from the environment, such as LOG_LEVEL. An empty one is unset."""

import re
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import AfterValidator, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

URL = re.compile(r"[^:/?#@]+://([^/?#@]*@)?[^/?#@]*([/?][^#@]*)?")


def _well_formed(url: SecretStr) -> SecretStr:
    """With an unencoded `@`, `/` or `#` in the password, errors would show a part of it."""
    if not URL.fullmatch(url.get_secret_value()):
        raise ValueError("is no URL; user and password in it must be percent-encoded")
    return url


StoreUrl = Annotated[SecretStr, AfterValidator(_well_formed)]


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

    broker_url: StoreUrl | None = None
    """URL of the broker; if unset, tasks run in the web process."""

    task_visibility_timeout_s: int = 20
    """Visibility timeout of the broker; longer than the lease of a task."""

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

    worker_metrics_port: int | None = None
    """Port of the worker's /metrics; if unset, there is none."""

    worker_slow_tasks: int = 1
    """Concurrent slow tasks per worker; less than its number of processes."""

    broker_password: SecretStr = SecretStr("")
    """Password, unencoded, if the URL has none."""

    task_soft_limit_s: int = 240
    """Soft time limit of a task: it is told to stop."""

    task_hard_limit_s: int = 300
    """Hard time limit of a task: it is killed."""

    task_patience_s: float = 60.0
    """Time until a published task that has not started is published again; doubles each time."""

    worker_soft_shutdown_s: float = 10.0
    """Time for a stopping worker to finish its tasks before it returns them to the queue."""

    heartbeat_file: str = "var/worker.alive"
    """File that the worker touches every few seconds, for the health check."""

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
