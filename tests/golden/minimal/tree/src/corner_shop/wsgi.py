"""What gunicorn serves, once in each of its processes."""

from functools import partial

from corner_shop.adapters.metrics import (
    Depths,
    exposition,
    registry_of,
)
from corner_shop.app import create_app
from corner_shop.container import build_container
from corner_shop.observation import WithMetrics
from corner_shop.relay import Relay
from corner_shop.settings import get_settings

settings = get_settings()
container = build_container(settings)
Relay(container.dispatcher, settings.relay_every_s).start()
registry = registry_of(Depths(container.storage, container.queue))
app = WithMetrics(
    create_app(container.services), settings.web_metrics_port, partial(exposition, registry)
)
