from sqlalchemy import Engine, make_url

from corner_shop.infrastructure.adapters.sqlite import sqlite_engine
from corner_shop.settings import Settings


def build_engine(settings: Settings) -> Engine:
    return sqlite_engine(make_url(settings.database_url.get_secret_value()))
