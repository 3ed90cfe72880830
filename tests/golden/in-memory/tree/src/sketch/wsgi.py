"""What gunicorn serves, once in each of its processes."""

from sketch.app import create_app
from sketch.container import build_container
from sketch.logs import configure_logging
from sketch.relay import Relay
from sketch.settings import get_settings

settings = get_settings()
configure_logging(settings.log_level)
container = build_container(settings)
Relay(container.dispatcher, settings.relay_every_s).start()
app = create_app(container.services)
