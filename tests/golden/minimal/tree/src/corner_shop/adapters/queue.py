from collections.abc import Callable

from corner_shop.adapters.in_process_queue import (
    InProcessQueue,
)
from corner_shop.entities import TaskMessage
from corner_shop.ports.queue import TaskQueue
from corner_shop.settings import Settings


def build_queue(_settings: Settings, run: Callable[[TaskMessage], object]) -> TaskQueue:
    return InProcessQueue(run)
