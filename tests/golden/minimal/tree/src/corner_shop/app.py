from flask import Flask

from corner_shop import problems
from corner_shop.controllers import context, health, orders, reports
from corner_shop.services import Services

LARGEST_BODY = 1024 * 1024


def create_app(services: Services) -> Flask:
    """Only wiring: no thread is started and nothing is connected to."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    context.attach(app, services)
    problems.register(app)
    for controller in (health, orders, reports):
        app.register_blueprint(controller.blueprint)
    return app
