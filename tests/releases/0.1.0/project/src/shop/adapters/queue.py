from collections.abc import Callable

from shop.adapters.in_process_queue import (
    InProcessQueue,
)
from shop.entities import TaskMessage
from shop.ports.queue import TaskQueue
from shop.settings import Settings


def build_queue(_settings: Settings, run: Callable[[TaskMessage], object]) -> TaskQueue:
    return InProcessQueue(run)
