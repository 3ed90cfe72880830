"""The application that gunicorn serves in each of its processes."""

from functools import partial

from bare.app import create_app
from bare.container import build_container
from bare.infrastructure.http.draining import drain_when_stopped
from bare.infrastructure.http.hosts import names_of
from bare.infrastructure.http.observation import WithMetrics
from bare.infrastructure.telemetry.metrics import exposition, registry_of
from bare.settings import get_settings

settings = get_settings()
container = build_container(settings)
registry = registry_of()
service = create_app(container, names_of(settings.allowed_hosts), settings.api_docs)
app = WithMetrics(service, settings.web_metrics_port, partial(exposition, registry))
drain = partial(drain_when_stopped, container.readiness)
