"""Every setting, read once from the environment: LOG_LEVEL, SMTP_HOST and so on. Empty is unset."""

import re
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import AfterValidator, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

URL = re.compile(r"[^:/?#@]+://([^/?#@]*@)?[^/?#@]*([/?][^#@]*)?")


def _well_formed(url: SecretStr) -> SecretStr:
    """An `@`, `/` or `#` in a password moves the borders of a URL, and errors would show a part."""
    if not URL.fullmatch(url.get_secret_value()):
        raise ValueError("is no URL; user and password in it must be percent-encoded")
    return url


StoreUrl = Annotated[SecretStr, AfterValidator(_well_formed)]


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    allowed_hosts: str = "*"
    """The names it answers to, with commas between them."""

    log_level: str = "INFO"
    """What the log shows: DEBUG, INFO, WARNING or ERROR."""

    log_format: Literal["text", "json"] = "text"
    """How the log is written: as text for people, or as one JSON object a line."""

    prometheus_multiproc_dir: str | None = None
    """Where the processes of a container add up their metrics; each counts alone without it."""

    smtp_host: str | None = None
    """The server that sends e-mail; without it none is sent and orders are confirmed without."""

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

    export_streams: int = 2
    """Exports that one process streams at once; each holds a thread while its client reads."""

    keep_reports_days: int = 30
    """How long a report is kept; never shorter than its Idempotency-Key stands."""

    keep_dead_letters_days: int = 90
    """How long a task that was given up can be replayed."""

    prune_every_s: float = 600.0
    """How often expired keys, old reports and old dead letters are deleted."""

    task_lease_s: float = 15.0
    """A task whose process does not renew its lease for so long is started again."""

    idempotency_ttl_s: int = 86400
    """How long an Idempotency-Key stands for the request that it came with."""

    reports_open: int = 5
    """How many reports of one client address may be queued or running; one more is a 429."""

    relay_every_s: float = 5.0
    """How often the outbox is looked at for tasks that must be sent, or sent again."""

    task_tries: int = 5
    """How often a task is tried before it goes to the dead letters."""

    task_backoff_s: float = 2.0
    """How long a task waits after its first failure, at most; twice as long after each one more."""

    readiness_timeout_s: float = 1.0
    """How long the readiness check waits for what it checks."""

    broker_url: StoreUrl | None = None
    """Where the broker listens; tasks run in the web process without it."""

    task_visibility_timeout_s: int = 20
    """When the broker hands out again what was not acknowledged; above the lease of a task."""

    cache_url: StoreUrl | None = None
    """Where the cache listens; an in-process cache without it."""

    cache_password: SecretStr = SecretStr("")
    """The password for it, as it is, where the URL holds none."""

    cache_timeout_s: float = 0.05
    """How long the cache may take: beyond that, asking the database is the faster way."""

    database_url: StoreUrl = SecretStr("sqlite:///var/app.db")
    """Where the data is: a PostgreSQL server, with any parameter of libpq, or a SQLite file."""

    db_password: SecretStr = SecretStr("")
    """The password for it, as it is, where the URL holds none."""

    db_pool_size: int = 14
    """Connections of one process: one a thread, and six for relay, probe and in-process tasks."""

    db_pool_timeout_s: float = 2.0
    """How long a request waits for a free connection."""

    db_connect_timeout_s: int = 2
    """How long opening a connection may take."""

    db_statement_timeout_ms: int = 5000
    """When the database gives up on a statement; never with 0. Migrations have no limit."""

    db_lock_timeout_ms: int = 5000
    """How long a migration waits for the lock of a table, and requests behind it."""

    db_pgbouncer: bool = False
    """Whether PgBouncer in transaction mode stands between: a transaction then says its limits."""

    worker_metrics_port: int | None = None
    """Where the worker shows its metrics, as /metrics; nowhere without it."""

    worker_slow_tasks: int = 1
    """How many slow tasks, such as reports, a worker runs at once; fewer than its processes."""

    broker_password: SecretStr = SecretStr("")
    """The password for it, as it is, where the URL holds none."""

    task_soft_limit_s: int = 240
    """When a task is told to end."""

    task_hard_limit_s: int = 300
    """When a task is killed."""

    task_patience_s: float = 60.0
    """When a published task that has not started is sent again; twice as long after each time."""

    worker_soft_shutdown_s: float = 10.0
    """How long a worker that is stopped may finish its tasks before it gives them back."""

    report_processes: int = 2
    """How many processes compute one report."""

    heartbeat_file: str = "var/worker.alive"
    """The worker touches this file every few seconds, for the health check."""

    web_metrics_port: int | None = None
    """Where the web server shows its metrics, as /metrics; nowhere without it."""


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    return Settings()
