"""Orders over HTTP."""

from flask import Flask


def create_app() -> Flask:
    app = Flask(__name__)
    register(app)
<<<<<<< yours
    log(app)
||||||| before
=======
    trace(app)
>>>>>>> template
    return app


def register(app: Flask) -> None:
    app.add_url_rule("/livez", view_func=livez)


def livez() -> str:
<<<<<<< yours
    return "fine"
||||||| before
    return "ok"
=======
    return "alive"
>>>>>>> template


def log(app: Flask) -> None:
    app.logger.info("started")
