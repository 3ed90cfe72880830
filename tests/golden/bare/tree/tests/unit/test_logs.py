import json
import logging
import sys

import pytest

from bare.infrastructure import correlation
from bare.infrastructure.telemetry.logs import JsonFormatter, TextFormatter


def record(message: str, **extra: object) -> logging.LogRecord:
    return logging.makeLogRecord(
        {"name": "some.logger", "levelname": "INFO", "msg": message, **extra}
    )


def test_a_record_is_one_line_of_json_with_its_ids() -> None:
    token = correlation.request_id.set("request-1")
    line = JsonFormatter().format(record("two\nlines", fields={"status": 200}))
    correlation.request_id.reset(token)

    assert "\n" not in line
    fields = json.loads(line)
    assert fields.pop("time").endswith("+00:00")
    assert fields == {
        "level": "INFO",
        "logger": "some.logger",
        "message": "two\nlines",
        "request_id": "request-1",
        "status": 200,
    }


def test_an_error_is_part_of_its_line() -> None:
    try:
        raise ZeroDivisionError("no")
    except ZeroDivisionError:
        line = JsonFormatter().format(record("failed", exc_info=sys.exc_info()))

    assert "ZeroDivisionError: no" in json.loads(line)["error"]


def test_text_says_the_ids_too() -> None:
    token = correlation.request_id.set("request-1")
    assert TextFormatter().format(record("done")).endswith(" request_id=request-1")
    correlation.request_id.reset(token)


@pytest.mark.parametrize(
    "claim", [None, "", "short", "x" * 65, "with space", 'quo"te-quote', "é" * 9]
)
def test_a_strange_request_id_is_replaced(claim: str | None) -> None:
    assert correlation.SANE.fullmatch(correlation.accepted(claim))
    assert correlation.accepted(claim) != claim


def test_a_sane_request_id_is_kept() -> None:
    assert correlation.accepted("edge-1234.abcd_9") == "edge-1234.abcd_9"
