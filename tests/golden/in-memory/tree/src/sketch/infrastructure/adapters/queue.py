from collections.abc import Callable, Collection

from sketch.infrastructure.adapters.local_queue import InProcessQueue
from sketch.infrastructure.entities import TaskMessage
from sketch.infrastructure.ports.queue import TaskQueue
from sketch.settings import Settings


def build_queue(
    _settings: Settings, run: Callable[[TaskMessage], object], slow: Collection[str] = ()
) -> TaskQueue:
    return InProcessQueue(run, slow)
