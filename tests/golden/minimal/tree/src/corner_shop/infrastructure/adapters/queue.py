from collections.abc import Callable, Collection

from corner_shop.infrastructure.adapters.local_queue import InProcessQueue
from corner_shop.infrastructure.entities import TaskMessage
from corner_shop.infrastructure.ports.queue import TaskQueue
from corner_shop.settings import Settings


def build_queue(
    _settings: Settings, run: Callable[[TaskMessage], object], slow: Collection[str] = ()
) -> TaskQueue:
    return InProcessQueue(run, slow)
