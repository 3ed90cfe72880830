"""Periodic background work of a process, each job in its own thread."""

from bare.container import Container
from bare.infrastructure.tasks.periodic import Periodic
from bare.settings import Settings


def start_background(container: Container, settings: Settings) -> None:
    Periodic("retention", container.retention.prune, settings.prune_every_s).start()
