"""What Celery must know about Redis as its broker."""

from shop.settings import Settings


def broker_options(settings: Settings) -> dict[str, object]:
    visibility, hard = settings.task_visibility_timeout_s, settings.task_hard_limit_s
    if visibility <= hard:  # a second worker would start what the first still runs
        raise ValueError(f"task_visibility_timeout_s ({visibility}) must be above {hard}")
    return {
        "broker_transport_options": {
            "visibility_timeout": visibility,
            # Look for the tasks of a lost worker every two seconds, not every few minutes.
            "unacked_restore_interval": 2,
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": 1,
            "socket_timeout": 5,
            # A request does not wait for a lost broker: its task waits in the outbox.
            "max_retries": 1,
            "interval_start": 0,
        }
    }
