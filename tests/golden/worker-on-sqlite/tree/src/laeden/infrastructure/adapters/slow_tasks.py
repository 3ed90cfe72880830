"""How a worker shares its processes between slow tasks and others."""

from typing import Any

from celery.bootsteps import ConsumerStep
from kombu import Consumer

from laeden.infrastructure.adapters.broker import slow_tasks
from laeden.settings import get_settings


class SlowTasks(ConsumerStep):
    """Limits the concurrent slow tasks, with a separate channel.

    They are acknowledged when they have run, so what the broker may hand out at once, the prefetch
    count, is what runs at once. The other processes of the worker are left to the other tasks.
    """

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def start(self, c: Any) -> None:  # noqa: ANN401  # Celery's consumer
        consumer = Consumer(
            c.connection.channel(),
            queues=[slow_tasks()],
            on_message=c.create_task_handler(),
            accept=c.app.conf.accept_content,
        )
        consumer.qos(prefetch_count=get_settings().worker_slow_tasks)
        consumer.consume()
        self.consumers = [consumer]

    def stop(self, _c: Any) -> None:  # noqa: ANN401  # Celery's consumer
        """Leave the channel open: tasks that still run are acknowledged through it."""
        for consumer in self.consumers or ():
            consumer.cancel()
