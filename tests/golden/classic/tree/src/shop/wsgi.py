"""What gunicorn serves, once in each of its processes."""

from shop.app import create_app
from shop.container import build_container
from shop.logs import configure_logging
from shop.relay import Relay
from shop.settings import get_settings

settings = get_settings()
configure_logging(settings.log_level)
container = build_container(settings)
Relay(container.dispatcher, settings.relay_every_s).start()
app = create_app(container.services)
