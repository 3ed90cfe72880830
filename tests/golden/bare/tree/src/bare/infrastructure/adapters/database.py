from sqlalchemy import Engine, make_url

from bare.infrastructure.adapters.sqlite import sqlite_engine
from bare.settings import Settings


def build_engine(settings: Settings) -> Engine:
    return sqlite_engine(make_url(settings.database_url.get_secret_value()))
