"""Background tasks. A task calls a service and does not know the broker.

Every task must bear being run twice, and its arguments must be text. One that fails is tried
again; GIVE_UP says what remains to be done when it failed too often.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta

from laeden.entities.tasks import TaskName
from laeden.infrastructure.entities import TaskMessage
from laeden.infrastructure.tasks.schedule import Every, PeriodicTask
from laeden.services import Services
from laeden.tasks.orders import confirm_order
from laeden.tasks.reports import give_up_report, run_report
from laeden.tasks.retention import PRUNE, prune

TASKS: Mapping[str, Callable[..., None]] = {
    TaskName.CONFIRM_ORDER: confirm_order,
    TaskName.RUN_REPORT: run_report,
    PRUNE: prune,
}

GIVE_UP: Mapping[str, Callable[..., None]] = {
    TaskName.RUN_REPORT: give_up_report,
}

# They have a separate queue and share of the workers, so that they do not delay other tasks.
SLOW_TASKS: Collection[str] = frozenset({PRUNE, TaskName.RUN_REPORT})

# Each run starts once, however many processes there are; the task gets `planned_at`.
SCHEDULE: Sequence[PeriodicTask] = [
    PeriodicTask(PRUNE, Every(timedelta(minutes=10))),
]


def run_task(services: Services, message: TaskMessage) -> None:
    TASKS[message.name](services, **message.arguments)


def give_up_task(services: Services, message: TaskMessage) -> None:
    if message.name in GIVE_UP:
        GIVE_UP[message.name](services, **message.arguments)
