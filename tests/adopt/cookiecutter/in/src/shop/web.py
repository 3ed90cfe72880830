from flask import Flask, request

from shop.jobs import add


def create_app() -> Flask:
    app = Flask(__name__)

    @app.get("/health")
    def health():
        return "ok"

    @app.post("/sums")
    def sums():
        numbers = request.get_json()
        return {"sum": add.delay(*numbers).get(timeout=10)}, 201

    return app
