"""One line per record, as text or JSON, with the id of its request."""

import json
import logging
from datetime import UTC, datetime
from typing import Any, Literal

from bare.infrastructure import correlation

TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_ids(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            fields["error"] = self.formatException(record.exc_info)
        return json.dumps(fields, default=str)


class TextFormatter(logging.Formatter):
    def __init__(self) -> None:
        super().__init__(TEXT)

    def formatMessage(self, record: logging.LogRecord) -> str:
        ids = "".join(f" {name}={value}" for name, value in _ids().items())
        return super().formatMessage(record) + ids


FORMATTERS = {"json": JsonFormatter, "text": TextFormatter}


def logging_config(level: str, form: Literal["text", "json"]) -> dict[str, Any]:
    """Everything goes to standard error through one handler, the server's own lines too."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": FORMATTERS[form]}},
        "handlers": {"line": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"level": level.upper(), "handlers": ["line"]},
        "loggers": {"gunicorn.error": {"level": "NOTSET", "handlers": [], "propagate": True}},
    }


def _ids() -> dict[str, str]:
    ids = {"request_id": correlation.request_id.get()}
    return {name: value for name, value in ids.items() if value}
