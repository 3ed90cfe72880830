"""The application that gunicorn serves in each of its processes."""

from functools import partial

from shop.adapters.metrics import (
    Depths,
    exposition,
    registry_of,
)
from shop.app import create_app
from shop.background import start_background
from shop.container import build_container
from shop.hosts import names_of
from shop.observation import WithMetrics
from shop.settings import get_settings

settings = get_settings()
container = build_container(settings)
start_background(container, settings, container.queue.running)
registry = registry_of(Depths(container.storage, container.queue))
service = create_app(container.services, names_of(settings.allowed_hosts))
app = WithMetrics(service, settings.web_metrics_port, partial(exposition, registry))
