"""The application that gunicorn serves in each of its processes."""

from functools import partial

from sketch.app import create_app
from sketch.background import start_background
from sketch.container import build_container
from sketch.infrastructure.http.draining import drain_when_stopped
from sketch.infrastructure.http.hosts import names_of
from sketch.infrastructure.http.observation import WithMetrics
from sketch.infrastructure.telemetry.metrics import exposition, registry_of
from sketch.infrastructure.telemetry.tasks import Depths
from sketch.settings import get_settings

settings = get_settings()
container = build_container(settings)
start_background(container, settings, container.queue.running, runs_tasks=True)
registry = registry_of(Depths(container.storage, container.queue))
service = create_app(container, names_of(settings.allowed_hosts), settings.api_docs)
app = WithMetrics(service, settings.web_metrics_port, partial(exposition, registry))
drain = partial(drain_when_stopped, container.readiness)
