"""Background tasks. A task calls a service and does not know the broker.

Every task must bear being run twice, and its arguments must be text. One that fails is tried
again; GIVE_UP says what remains to be done when it failed too often.
"""

from collections.abc import Callable, Collection, Mapping

from laeden.entities.tasks import TaskName
from laeden.infrastructure.entities import TaskMessage
from laeden.services import Services
from laeden.tasks.orders import confirm_order
from laeden.tasks.reports import give_up_report, run_report

TASKS: Mapping[str, Callable[..., None]] = {
    TaskName.CONFIRM_ORDER: confirm_order,
    TaskName.RUN_REPORT: run_report,
}

GIVE_UP: Mapping[str, Callable[..., None]] = {
    TaskName.RUN_REPORT: give_up_report,
}

# They have a separate queue and share of the workers, so that they do not delay other tasks.
SLOW_TASKS: Collection[str] = frozenset({TaskName.RUN_REPORT})


def run_task(services: Services, message: TaskMessage) -> None:
    TASKS[message.name](services, **message.arguments)


def give_up_task(services: Services, message: TaskMessage) -> None:
    if message.name in GIVE_UP:
        GIVE_UP[message.name](services, **message.arguments)
