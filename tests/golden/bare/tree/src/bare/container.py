"""The composition root: the only place that knows every adapter by name."""

from dataclasses import dataclass
from typing import Self

from bare.infrastructure.adapters.storage import build_storage
from bare.infrastructure.services.readiness import Readiness
from bare.repositories.unit_of_work import unit_of_work
from bare.services import Services
from bare.services.ports import Storage
from bare.settings import Settings


@dataclass(frozen=True, slots=True)
class Container:
    services: Services
    readiness: Readiness
    storage: Storage

    def close(self) -> None:
        self.storage.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def build_container(settings: Settings) -> Container:
    storage = build_storage(settings, unit_of_work)
    probes = [*storage.probes()]
    services = Services()
    return Container(
        services=services,
        readiness=Readiness(probes, settings.readiness_timeout_s),
        storage=storage,
    )
