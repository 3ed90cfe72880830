"""Django's `migrate`, for several at once: the second waits, and finds nothing left to do."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

LOCK = 4_215_001  # any number, as long as every `migrate` of this database takes the same


class Command(migrate.Command):
    def handle(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401  # Django's signature
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":  # a bare machine
            super().handle(*arguments, **options)
            return
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")  # others may take their time
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            super().handle(*arguments, **options)
        finally:
            connection.close()
            connection.close_pool()  # ends the session, and with it lock and timeout
