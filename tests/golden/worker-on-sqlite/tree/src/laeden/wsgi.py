"""What gunicorn serves, once in each of its processes."""

from functools import partial

from laeden.adapters.metrics import (
    Depths,
    exposition,
    registry_of,
)
from laeden.app import create_app
from laeden.container import build_container
from laeden.observation import WithMetrics
from laeden.relay import Relay
from laeden.settings import get_settings

settings = get_settings()
container = build_container(settings)
Relay(container.dispatcher, settings.relay_every_s).start()
registry = registry_of(Depths(container.storage, container.queue))
app = WithMetrics(
    create_app(container.services), settings.web_metrics_port, partial(exposition, registry)
)
