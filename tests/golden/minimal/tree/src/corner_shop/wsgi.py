"""The application that gunicorn serves in each of its processes."""

from functools import partial

from corner_shop.app import create_app
from corner_shop.background import start_background
from corner_shop.container import build_container
from corner_shop.infrastructure.http.draining import drain_when_stopped
from corner_shop.infrastructure.http.hosts import names_of
from corner_shop.infrastructure.http.observation import WithMetrics
from corner_shop.infrastructure.telemetry.metrics import exposition, registry_of
from corner_shop.infrastructure.telemetry.tasks import Depths
from corner_shop.settings import get_settings

settings = get_settings()
container = build_container(settings)
start_background(container, settings, container.queue.running, runs_tasks=True)
registry = registry_of(Depths(container.storage, container.queue))
service = create_app(container, names_of(settings.allowed_hosts), settings.api_docs)
app = WithMetrics(service, settings.web_metrics_port, partial(exposition, registry))
drain = partial(drain_when_stopped, container.readiness)
