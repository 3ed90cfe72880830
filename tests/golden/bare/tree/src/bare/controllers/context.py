from typing import cast

from flask import Flask, current_app

from bare.services import Services

KEY = "services"


def attach(app: Flask, services: Services) -> None:
    app.extensions[KEY] = services


def services() -> Services:
    return cast(Services, current_app.extensions[KEY])
