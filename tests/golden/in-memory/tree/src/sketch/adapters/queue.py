from collections.abc import Callable

from sketch.adapters.in_process_queue import (
    InProcessQueue,
)
from sketch.entities import TaskMessage
from sketch.ports.queue import TaskQueue
from sketch.settings import Settings


def build_queue(_settings: Settings, run: Callable[[TaskMessage], object]) -> TaskQueue:
    return InProcessQueue(run)
