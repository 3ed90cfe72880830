from collections.abc import Collection

from flask import Flask, request

from corner_shop import problems
from corner_shop.controllers import (
    context,
    health,
    orders,
    reports,
)
from corner_shop.hosts import ANY
from corner_shop.known_hosts import KnownHosts
from corner_shop.observation import ROUTE, Observed
from corner_shop.services import Services

LARGEST_BODY = 1024 * 1024


def create_app(services: Services, hosts: Collection[str] = ANY) -> Flask:
    """Only wiring: no thread is started and nothing is connected to."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False  # `problems` answers them
    app.url_map.merge_slashes = False
    context.attach(app, services)
    problems.register(app)
    for controller in (health, orders, reports):
        app.register_blueprint(controller.blueprint)
    app.before_request(_tell_route)
    app.wsgi_app = Observed(KnownHosts(app.wsgi_app, hosts))  # type: ignore[method-assign]  # Flask's own way
    return app


def _tell_route() -> None:
    if request.url_rule:
        request.environ[ROUTE] = request.url_rule.rule
