"""Celery's settings for a broker that speaks the protocol of Redis."""

import ssl

from kombu import Exchange, Queue

from laeden.settings import Settings

TASKS = "celery"
SLOW = "celery.slow"


def slow_tasks() -> Queue:
    return Queue(SLOW, Exchange(SLOW), routing_key=SLOW)


def verified(url: str) -> dict[str, object] | bool:
    """Over `rediss:` the certificate is checked, which parameters of the URL can change."""
    if not url.startswith("rediss:"):
        return False
    return {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True}


def broker_options(settings: Settings) -> dict[str, object]:
    visibility, lease = settings.task_visibility_timeout_s, settings.task_lease_s
    if visibility <= lease:  # a task whose worker was killed would be skipped
        raise ValueError(f"task_visibility_timeout_s ({visibility}) must be above {lease}")
    return {
        "broker_transport_options": {
            # Also for tasks that run longer: they hold a lease, so the second message is ignored.
            "visibility_timeout": visibility,
            # Look for the tasks of a lost worker every two seconds, not every few minutes.
            "unacked_restore_interval": 2,
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": 1,
            "socket_timeout": 5,
            # If the broker is down, requests succeed and their tasks wait in the outbox.
            "max_retries": 1,
            "interval_start": 0,
        }
    }
