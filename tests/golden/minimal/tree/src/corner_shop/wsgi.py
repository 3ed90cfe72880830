"""What gunicorn serves, once in each of its processes."""

from corner_shop.app import create_app
from corner_shop.container import build_container
from corner_shop.logs import configure_logging
from corner_shop.relay import Relay
from corner_shop.settings import get_settings

settings = get_settings()
configure_logging(settings.log_level)
container = build_container(settings)
Relay(container.dispatcher, settings.relay_every_s).start()
app = create_app(container.services)
