"""What gunicorn serves, once in each of its processes."""

from functools import partial

from sketch.adapters.metrics import (
    Depths,
    exposition,
    registry_of,
)
from sketch.app import create_app
from sketch.container import build_container
from sketch.observation import WithMetrics
from sketch.relay import Relay
from sketch.settings import get_settings

settings = get_settings()
container = build_container(settings)
Relay(container.dispatcher, settings.relay_every_s).start()
registry = registry_of(Depths(container.storage, container.queue))
app = WithMetrics(
    create_app(container.services), settings.web_metrics_port, partial(exposition, registry)
)
