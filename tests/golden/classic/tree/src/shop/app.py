from collections.abc import Collection

from flask import Flask, request

from shop.container import Container
from shop.controllers import context, orders, reports
from shop.infrastructure.http import problems
from shop.infrastructure.http.documentation import documentation_blueprint
from shop.infrastructure.http.health import health_blueprint
from shop.infrastructure.http.hosts import ANY
from shop.infrastructure.http.known_hosts import KnownHosts
from shop.infrastructure.http.observation import ROUTE, Observed
from shop.schemas import OPERATIONS

LARGEST_BODY = 1024 * 1024


def create_app(container: Container, hosts: Collection[str] = ANY, api_docs: bool = True) -> Flask:
    """Only wiring: no thread is started and nothing is connected to."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False  # `problems` answers them
    app.url_map.merge_slashes = False
    context.attach(app, container.services)
    problems.register(app)
    app.register_blueprint(health_blueprint(container.readiness))
    for controller in (orders, reports):
        app.register_blueprint(controller.blueprint)
    if api_docs:
        app.register_blueprint(documentation_blueprint(OPERATIONS))
    app.before_request(_tell_route)
    known = KnownHosts(app.wsgi_app, hosts)
    app.wsgi_app = Observed(known)  # type: ignore[method-assign]  # Flask's own way
    return app


def _tell_route() -> None:
    if request.url_rule:
        request.environ[ROUTE] = request.url_rule.rule
