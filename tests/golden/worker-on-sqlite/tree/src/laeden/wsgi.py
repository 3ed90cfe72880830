"""The application that gunicorn serves in each of its processes."""

from functools import partial

from laeden.app import create_app
from laeden.background import start_background
from laeden.container import build_container
from laeden.infrastructure.http.draining import drain_when_stopped
from laeden.infrastructure.http.hosts import names_of
from laeden.infrastructure.http.observation import WithMetrics
from laeden.infrastructure.telemetry.metrics import exposition, registry_of
from laeden.infrastructure.telemetry.tasks import Depths
from laeden.settings import get_settings

settings = get_settings()
container = build_container(settings)
start_background(
    container, settings, container.queue.running, runs_tasks=settings.broker_url is None
)
registry = registry_of(Depths(container.storage, container.queue))
service = create_app(container, names_of(settings.allowed_hosts), settings.api_docs)
app = WithMetrics(service, settings.web_metrics_port, partial(exposition, registry))
drain = partial(drain_when_stopped, container.readiness)
