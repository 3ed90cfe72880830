"""Orders over HTTP."""

from flask import Flask


def create_app() -> Flask:
    app = Flask(__name__)
    register(app)
    return app


def register(app: Flask) -> None:
    app.add_url_rule("/livez", view_func=livez)


def livez() -> str:
    return "ok"
