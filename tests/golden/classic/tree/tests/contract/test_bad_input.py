"""Whatever a client sends, the answer is a problem that says what is wrong: never a 500."""

import json
from uuid import uuid4

import httpx
import pytest

from .examples import ORDER, Json

ITEM: Json = ORDER["items"][0]


def assert_problem(response: httpx.Response, status: int) -> Json:
    problem: Json = response.json()
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    return problem


def order(**changes: object) -> Json:
    return ORDER | changes


def item(**changes: object) -> Json:
    return ORDER | {"items": [ITEM | changes]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "customer_email"),
        ({"customer_email": "ada@example.com"}, "items"),
        (order(customer_email=None), "customer_email"),
        (order(customer_email=7), "customer_email"),
        (order(customer_email="nobody"), "customer_email"),
        (order(customer_email="a@b"), "customer_email"),
        (order(customer_email="ada@example.com\nBcc: x@example.com"), "customer_email"),
        (order(customer_email="ada@example.com\n"), "customer_email"),
        (order(customer_email="=1+1@example.com"), "customer_email"),
        (order(customer_email="a" * 250 + "@example.com"), "customer_email"),
        (order(items=[]), "items"),
        (order(items={}), "items"),
        (order(items=[ITEM] * 101), "items"),
        (order(items=["tea"]), "items.0"),
        (order(status="confirmed"), "status"),
        (item(sku=""), "items.0.sku"),
        (item(sku=" "), "items.0.sku"),
        (item(sku="a\0b"), "items.0.sku"),
        (item(sku="a\nb"), "items.0.sku"),
        (item(sku="x" * 65), "items.0.sku"),
        (item(sku=None), "items.0.sku"),
        (item(quantity=0), "items.0.quantity"),
        (item(quantity=-1), "items.0.quantity"),
        (item(quantity=1.5), "items.0.quantity"),
        (item(quantity="1"), "items.0.quantity"),
        (item(quantity=True), "items.0.quantity"),
        (item(quantity=10**30), "items.0.quantity"),
        (item(unit_price_cents=-1), "items.0.unit_price_cents"),
        (item(unit_price_cents=2**31), "items.0.unit_price_cents"),
        (item(colour="red"), "items.0.colour"),
    ],
)
def test_an_order_that_is_not_acceptable(client: httpx.Client, body: Json, field: str) -> None:
    problem = assert_problem(client.post("/api/orders", json=body), 422)

    assert field in {error["field"] for error in problem["errors"]}
    assert all(error["message"] for error in problem["errors"])


@pytest.mark.parametrize("body", [None, [], "text", 1, True])
def test_a_body_that_is_no_object(client: httpx.Client, body: object) -> None:
    content = json.dumps(body)

    response = client.post(
        "/api/orders", content=content, headers={"Content-Type": "application/json"}
    )

    assert_problem(response, 422)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"{'days': 1}",
        b'{"days": NaN}',
        b'{"days": Infinity}',
        b'{"days": 1,}',
        b'{"days": 1} {}',
        b'{"days": "\xff"}',
        b'{"days": "\\ud800"}',
        '{"days": 1}'.encode("utf-16"),
        b'{"days": ' + b"9" * 5000 + b"}",
        b'{"days": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
    ids=lambda content: repr(content[:24]),
)
@pytest.mark.parametrize("path", ["/api/orders", "/api/reports"])
def test_a_body_that_is_not_json(client: httpx.Client, path: str, content: bytes) -> None:
    response = client.post(path, content=content, headers={"Content-Type": "application/json"})

    assert_problem(response, 400)


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_of_another_type(client: httpx.Client, media_type: str) -> None:
    headers = {"Content-Type": media_type}

    response = client.post("/api/orders", content=json.dumps(ORDER), headers=headers)

    assert_problem(response, 415)


def test_a_body_that_is_too_large(client: httpx.Client) -> None:
    body = order(customer_email="x" * 1_100_000)

    # The server does not read the body, so this connection cannot be used again.
    response = client.post("/api/orders", json=body, headers={"Connection": "close"})

    assert response.status_code == 413


@pytest.mark.parametrize("days", [0, -1, 367, 10**20, 1.0, "7", True, None, [7]])
def test_a_report_that_is_not_acceptable(client: httpx.Client, days: object) -> None:
    problem = assert_problem(client.post("/api/reports", json={"days": days}), 422)

    assert [error["field"] for error in problem["errors"]] == ["days"]


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
@pytest.mark.parametrize(("path", "body"), [("/api/orders", ORDER), ("/api/reports", {"days": 1})])
def test_an_idempotency_key_that_is_not_acceptable(
    client: httpx.Client, path: str, body: Json, key: str
) -> None:
    response = client.post(path, json=body, headers={"Idempotency-Key": key})

    problem = assert_problem(response, 422)
    assert [error["field"] for error in problem["errors"]] == ["Idempotency-Key"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"limit": "-1"}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"limit": ""}, "limit"),
        ({"limit": "9" * 1000}, "limit"),
        ({"after": ""}, "after"),
        ({"after": "nonsense"}, "after"),
        ({"after": "A" * 31}, "after"),
        ({"after": "_" * 32}, "after"),
        ({"after": "caf\u00e9"}, "after"),
        ({"after": "\0"}, "after"),
    ],
)
def test_a_page_that_is_not_acceptable(client: httpx.Client, query: Json, field: str) -> None:
    problem = assert_problem(client.get("/api/orders", params=query), 422)

    assert [error["field"] for error in problem["errors"]] == [field]


@pytest.mark.parametrize("identifier", ["1", "%00", "..%2f", "'--", "x" * 500])
@pytest.mark.parametrize("kind", ["orders", "reports"])
def test_an_id_that_nothing_has(client: httpx.Client, kind: str, identifier: str) -> None:
    response = client.get(f"/api/{kind}/{identifier}")

    assert response.status_code in {400, 404}
    assert response.headers["Content-Type"] != "application/json"


def test_an_unknown_order(client: httpx.Client) -> None:
    assert_problem(client.get(f"/api/orders/{uuid4()}"), 404)


def test_an_unknown_report(client: httpx.Client) -> None:
    assert_problem(client.get(f"/api/reports/{uuid4()}"), 404)


def test_a_method_that_is_not_allowed(client: httpx.Client) -> None:
    response = client.delete("/api/orders")

    assert_problem(response, 405)
    assert "GET" in response.headers["Allow"]
