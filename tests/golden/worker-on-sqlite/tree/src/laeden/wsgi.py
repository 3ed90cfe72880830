"""What gunicorn serves, once in each of its processes."""

from laeden.app import create_app
from laeden.container import build_container
from laeden.logs import configure_logging
from laeden.relay import Relay
from laeden.settings import get_settings

settings = get_settings()
configure_logging(settings.log_level)
container = build_container(settings)
Relay(container.dispatcher, settings.relay_every_s).start()
app = create_app(container.services)
