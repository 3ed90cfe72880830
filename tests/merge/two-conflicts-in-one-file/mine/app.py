"""Orders over HTTP."""

from flask import Flask


def create_app() -> Flask:
    app = Flask(__name__)
    register(app)
    log(app)
    return app


def register(app: Flask) -> None:
    app.add_url_rule("/livez", view_func=livez)


def livez() -> str:
    return "fine"


def log(app: Flask) -> None:
    app.logger.info("started")
