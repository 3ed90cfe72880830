"""What runs after the answer. A task calls a service; it knows no broker.

Every task must bear being run twice, and its arguments must be text.
"""

from collections.abc import Callable, Mapping

from sketch.entities import TaskMessage, TaskName
from sketch.services import Services
from sketch.tasks.orders import confirm_order
from sketch.tasks.reports import run_report

TASKS: Mapping[str, Callable[..., None]] = {
    TaskName.CONFIRM_ORDER: confirm_order,
    TaskName.RUN_REPORT: run_report,
}


def run_task(services: Services, message: TaskMessage) -> None:
    TASKS[message.name](services, **message.arguments)
