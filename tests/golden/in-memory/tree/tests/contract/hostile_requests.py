"""Odd and hostile requests, and the one answer to each, whatever serves them."""

import json
from collections.abc import Mapping
from itertools import product
from types import MappingProxyType
from typing import Any, NamedTuple

from .examples import ORDER, Json

ORDERS, REPORTS = "/api/orders", "/api/reports"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
JSON = {"Content-Type": "application/json"}
ITEM: Json = ORDER["items"][0]
OK, CREATED, ACCEPTED, EMPTY = 200, 201, 202, 204
BAD, NOWHERE, METHOD, TYPE, INVALID = 400, 404, 405, 415, 422


NONE: Mapping[str, Any] = MappingProxyType({})


class Hostile(NamedTuple):
    method: str
    path: str
    status: int
    content: bytes = b""
    headers: Mapping[str, Any] = NONE
    field: str | None = None
    allow: str | None = None


def order(**changes: object) -> bytes:
    return json.dumps(ORDER | changes).encode()


def item(**changes: object) -> bytes:
    return order(items=[ITEM | changes])


def post(path: str, status: int, content: bytes, field: str | None = None) -> Hostile:
    return Hostile("POST", path, status, content, JSON, field)


def typed(content_type: str, **headers: str) -> Json:
    return {"Content-Type": content_type, **headers}


METHODS = [
    Hostile(method, path, EMPTY if method == "OPTIONS" else METHOD, allow=allow)
    for path, allow in (
        (ORDERS, "GET, HEAD, OPTIONS, POST"),
        (f"{ORDERS}/{UNKNOWN}", "GET, HEAD, OPTIONS"),
        ("/api/orders.csv", "GET, HEAD, OPTIONS"),
        (REPORTS, "OPTIONS, POST"),
        (f"{REPORTS}/{UNKNOWN}", "GET, HEAD, OPTIONS"),
    )
    for method in ("OPTIONS", "PUT", "PATCH", "DELETE", "BREW", "PROPFIND")
]

ADDRESSES = [
    Hostile("GET", path, NOWHERE)
    for path in (
        "/api/orders/",
        "/api/orders//",
        "//api/orders",
        "/api//orders",
        "/API/orders",
        "/api/Orders",
        "/api/orders;x=1",
        "/api/orders.json",
        "/api/orders.csv/",
        "/api/orders/1",
        "/api/orders/-1",
        "/api/orders/null",
        "/api/orders/%20",
        "/api/orders/%0d%0aSet-Cookie:%20a=b",
        "/api/orders/'--",
        "/api/orders/${7*7}",
        "/api/orders/" + "a" * 500,
        f"/api/orders/{UNKNOWN}/",
        f"/api/orders/{UNKNOWN}/items",
        f"/api/orders/{UNKNOWN}0",
        f"/api/orders/%20{UNKNOWN}",
        f"/api/orders/%7B{UNKNOWN}%7D",
        f"/api/orders/urn:uuid:{UNKNOWN}",
        f"/api/orders/{UNKNOWN.replace('-', '')}",
        f"/api/orders/{UNKNOWN.replace('-', '_')}",
        f"/api/orders/{UNKNOWN}",
        f"/api/orders/{UNKNOWN.replace('8', 'A')}",
        f"/api/orders/{'g' * 8}-0000-4000-8000-000000000000",
        "/api/reports/1",
        f"/api/reports/{UNKNOWN}",
        f"/api/reports/{UNKNOWN.replace('-', '')}",
        f"/api/reports/{UNKNOWN}/",
    )
]

TYPES = [
    Hostile("POST", path, status, content, headers)
    for path, content, right in (
        (ORDERS, order(), CREATED),
        (REPORTS, b'{"days": 1}', ACCEPTED),
    )
    for status, headers in (
        (right, typed("application/json")),
        (right, typed("APPLICATION/JSON")),
        (right, typed("application/json; charset=utf-8")),
        (right, typed("application/json ; charset=UTF-8")),
        (right, typed("application/json", **{"Content-Encoding": "identity"})),
        (TYPE, {}),
        (TYPE, typed("")),
        (TYPE, typed("json")),
        (TYPE, typed("text/json")),
        (TYPE, typed("text/plain")),
        (TYPE, typed("application/jsonp")),
        (TYPE, typed("application/vnd.api+json")),
        (TYPE, typed("application/problem+json")),
        (TYPE, typed("application/x-www-form-urlencoded")),
        (TYPE, typed("multipart/form-data; boundary=x")),
        (TYPE, typed("application/json, text/plain")),
        (TYPE, typed("application/json", **{"Content-Encoding": "gzip"})),
        (TYPE, typed("application/json", **{"Content-Encoding": "br"})),
        (TYPE, typed("application/json", **{"Content-Encoding": "identity, gzip"})),
    )
]

NOT_JSON = [
    post(path, BAD, content)
    for path, content in product(
        (ORDERS, REPORTS),
        (
            b"",
            b" ",
            b"{",
            b"}",
            b"nul",
            b"undefined",
            b"'text'",
            b"{'days': 1}",
            b"{days: 1}",
            b'{"days": 1,}',
            b'{"days": 1} {}',
            b'{"days": 01}',
            b'{"days": +1}',
            b'{"days": .5}',
            b'{"days": 0x10}',
            b'{"days": NaN}',
            b'{"days": -Infinity}',
            b'{"days": 1} // more',
            b'{"days": "\xff"}',
            b'{"days": "\\ud800"}',
            b'{"days": "a\nb"}',
            b'{"days": 1, "days": 2}',
            b'{"days": {"a": 1, "b": 2, "a": 3}}',
            b'[{"days": 1, "days": 1}]',
            b'\xef\xbb\xbf{"days": 1}',
            b"\x00",
            b"\x1f\x8b\x08\x00",
            '{"days": 1}'.encode("utf-16"),
            '{"days": 1}'.encode("utf-32"),
            b'{"days": ' + b"9" * 5000 + b"}",
            b"[" * 100_000,
            b'{"a":' * 20_000,
        ),
    )
]

NO_OBJECT = [
    post(path, INVALID, content)
    for path, content in product(
        (ORDERS, REPORTS), (b"null", b"true", b"1", b"1e400", b'"text"', b"[]", b"[{}]", b"{}")
    )
]

NO_EMAILS: tuple[object, ...] = (
    None,
    7,
    [],
    "",
    " ",
    "nobody",
    "a@",
    "@example.com",
    "a@b",
    "a@@example.com",
    "a b@example.com",
    " a@example.com",
    "a@example.com ",
    "a@example.com\n",
    "a@example.com\r\nBcc: b@example.com",
    "a\0@example.com",
    ".a@example.com",
    "a.@example.com",
    "a..b@example.com",
    "a@example..com",
    "a@-example.com",
    "a@example-.com",
    "a@.example.com",
    "a@example.com.",
    "a@localhost",
    "a@server.local",
    "a@127.0.0.1",
    "a@[127.0.0.1]",
    '"a b"@example.com',
    "Ada <a@example.com>",
    "a@example.com,b@example.com",
    "=1+1@example.com",
    "+1@example.com",
    "-1@example.com",
    "@SUM(1)@example.com",
    "jos\u00e9@example.com",
    "a\u200b@example.com",
    "a@exa\u200bmple.com",
    "a\u202e@example.com",
    "a@" + "b" * 64 + ".com",
    "a" * 65 + "@example.com",
    "a" * 250 + "@example.com",
)

EMAILS = [
    post(ORDERS, INVALID, order(customer_email=email), "customer_email") for email in NO_EMAILS
] + [
    post(ORDERS, CREATED, order(customer_email=email))
    for email in (
        "a@example.com",
        "A.B+tag@EXAMPLE.com",
        "o'hara@example.com",
        "_a@example.com",
        "a@b\u00fccher.example",
        "a@xn--bcher-kva.example",
        "a@example.xn--p1ai",
        "a@sub.sub.sub.example.com",
    )
]

NO_NUMBERS: tuple[object, ...] = (None, -1, 1.5, "1", "", True, [1], {}, 10**10, 10**30)

ITEMS = (
    [
        post(ORDERS, INVALID, item(sku=sku), "items.0.sku")
        for sku in (
            None,
            7,
            "",
            " ",
            " tea",
            "\t",
            "a\0b",
            "a\nb",
            "a\x1bb",
            "a\x7fb",
            "a\u0085b",
            "a\u2028b",
            "\u00a0",
            "\u3000",
            "\u200b",
            "a\u200b",
            "\ufeff",
            "\u2060",
            "\u00ad",
            "\u3164",
            "\u115f",
            "\u2800",
            "\ufe0f",
            "\u0301",
            "a\u202eb",
            "\u2066a",
            "\ue000",
            "\U000e0041",
            "x" * 65,
        )
    ]
    + [
        post(ORDERS, CREATED, item(sku=sku))
        for sku in ("=1+1", "a b", "\u00e9", "e\u0301", "\u65e5\u672c", "<b>", "'; --", "x" * 64)
    ]
    + [
        post(ORDERS, INVALID, item(**{name: value}), f"items.0.{name}")
        for name, value in product(("quantity", "unit_price_cents"), NO_NUMBERS)
    ]
    + [
        post(ORDERS, INVALID, item(quantity=0), "items.0.quantity"),
        post(ORDERS, INVALID, item(quantity=1.0), "items.0.quantity"),
        post(ORDERS, INVALID, item(colour="red"), "items.0.colour"),
        post(ORDERS, INVALID, item(**{"": 1}), "items.0."),
        post(ORDERS, INVALID, order(items=None), "items"),
        post(ORDERS, INVALID, order(items=[]), "items"),
        post(ORDERS, INVALID, order(items={}), "items"),
        post(ORDERS, INVALID, order(items="tea"), "items"),
        post(ORDERS, INVALID, order(items=["tea"]), "items.0"),
        post(ORDERS, INVALID, order(items=[None]), "items.0"),
        post(ORDERS, INVALID, order(items=[ITEM] * 101), "items"),
        post(ORDERS, INVALID, order(status="confirmed"), "status"),
        post(ORDERS, INVALID, order(id=UNKNOWN), "id"),
        post(ORDERS, INVALID, order(__class__="x"), "__class__"),
        post(ORDERS, CREATED, item(unit_price_cents=0)),
        post(ORDERS, CREATED, item(quantity=10_000, unit_price_cents=1_000_000_000)),
        post(ORDERS, CREATED, order() + b" " * 500_000),
        post(f"{ORDERS}?limit=zz", CREATED, order()),
    ]
)

REPORT_DAYS = [
    post(REPORTS, INVALID, json.dumps({"days": days}).encode(), "days")
    for days in (0, -1, 367, 10**20, 1.0, 1.5, "7", "", True, None, [7], {"days": 7})
]

QUERIES = (
    [
        Hostile("GET", f"{ORDERS}?limit={limit}", INVALID, field="limit")
        for limit in (
            "",
            "0",
            "-1",
            "101",
            "ten",
            "1.5",
            "1e1",
            "0x10",
            "1_",
            "%00",
            "%20",
            "null",
            "9" * 1000,
            "1&limit=2",
            "5&limit=",
        )
    ]
    + [
        Hostile("GET", f"{ORDERS}?after={after}", INVALID, field="after")
        for after in (
            "",
            "x",
            "nonsense",
            "%00",
            "%F0%9F%92%A9",
            "AAAA",
            "A" * 31,
            "A" * 33,
            "_" * 32,
            "A" * 4000,
            "'%20OR%201=1--",
            "A" * 32 + "&after=" + "A" * 32,
        )
    ]
    + [
        Hostile("GET", f"{ORDERS}?{query}", OK)
        for query in ("limit=1", "limit=%31", "after=" + "A" * 32, "a=1&a=2", "&&", "=", "LIMIT=x")
    ]
)

KEYS = [
    Hostile("POST", path, INVALID, content, {**JSON, "Idempotency-Key": key}, "Idempotency-Key")
    for path, content in ((ORDERS, order()), (REPORTS, b'{"days": 1}'))
    for key in ("", "x" * 256, "a\tb")
]

HEADERS = [
    Hostile("GET", f"{ORDERS}?limit=1", OK, headers=headers)
    for headers in (
        {"Accept": "application/xml"},
        {"Accept": "nonsense"},
        {"Accept-Language": "*" * 500},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "nonsense"},
        {"Range": "bytes=0-1"},
        {"X-Request-ID": "a\tb"},
        {"X-HTTP-Method-Override": "DELETE"},
        {"X-Forwarded-Host": "evil.example"},
        {"X-Original-URL": "/admin"},
        {"Forwarded": "for=1.2.3.4;host=evil.example"},
        {"Origin": "https://evil.example"},
        {"Cookie": "a=b; ; =; sessionid=../../etc/passwd"},
        {"Authorization": "Basic !!!"},
        {"Content-Type": "application/json"},
    )
]

HOSTILE = [
    *METHODS,
    *ADDRESSES,
    *TYPES,
    *NOT_JSON,
    *NO_OBJECT,
    *EMAILS,
    *ITEMS,
    *REPORT_DAYS,
    *QUERIES,
    *KEYS,
    *HEADERS,
]
