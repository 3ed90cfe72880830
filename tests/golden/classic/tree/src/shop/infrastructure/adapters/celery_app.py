from celery import Celery

from shop.infrastructure.adapters.broker import broker_options, verified
from shop.settings import Settings


def build_celery(settings: Settings, broker_url: str) -> Celery:
    """Tasks are acknowledged after they have run, so a killed worker loses none."""
    app = Celery("shop")
    app.conf.update(
        broker_url=broker_url,
        broker_password=settings.broker_password.get_secret_value() or None,
        broker_use_ssl=verified(broker_url),
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        # A task that exceeds its time limit is retried and counts as a failure.
        task_acks_on_timeout=False,
        worker_lost_wait=2.0,
        task_ignore_result=True,
        task_soft_time_limit=settings.task_soft_limit_s,
        task_time_limit=settings.task_hard_limit_s,
        task_publish_retry=False,
        worker_prefetch_multiplier=1,
        worker_soft_shutdown_timeout=settings.worker_soft_shutdown_s,
        worker_cancel_long_running_tasks_on_connection_loss=True,
        broker_connection_retry_on_startup=True,
        broker_connection_timeout=1,
        accept_content=["json"],
        **broker_options(settings),
    )
    return app
