"""The application that gunicorn serves in each of its processes."""

from functools import partial

from shop.app import create_app
from shop.background import start_background
from shop.container import build_container
from shop.infrastructure.http.draining import drain_when_stopped
from shop.infrastructure.http.hosts import names_of
from shop.infrastructure.http.observation import WithMetrics
from shop.infrastructure.telemetry.metrics import exposition, registry_of
from shop.infrastructure.telemetry.tasks import Depths
from shop.settings import get_settings

settings = get_settings()
container = build_container(settings)
start_background(
    container, settings, container.queue.running, runs_tasks=settings.broker_url is None
)
registry = registry_of(Depths(container.storage, container.queue))
service = create_app(container, names_of(settings.allowed_hosts), settings.api_docs)
app = WithMetrics(service, settings.web_metrics_port, partial(exposition, registry))
drain = partial(drain_when_stopped, container.readiness)
