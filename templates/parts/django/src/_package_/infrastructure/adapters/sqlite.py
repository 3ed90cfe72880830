"""SQLite for several threads and processes at once."""

from typing import Any

PRAGMAS = (
    "PRAGMA journal_mode = WAL",  # readers do not wait for the writer
    "PRAGMA synchronous = NORMAL",
)


def sqlite_database(url: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": url.removeprefix("sqlite:///"),
        "OPTIONS": {
            "timeout": 5,
            # A transaction that turns from reader to writer cannot wait for another writer.
            "transaction_mode": "IMMEDIATE",
            "init_command": "; ".join(PRAGMAS),
        },
    }
