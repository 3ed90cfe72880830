"""Each hostile request has one answer, whatever serves it: never a 500, never a page."""

import httpx
import pytest

from .examples import place
from .hostile_requests import HOSTILE, ORDERS, Hostile


def shown(request: Hostile) -> str:
    words = (request.method, request.path[:40], request.content[:40], request.headers)
    return ascii(" ".join(map(str, words)))[:100]


@pytest.mark.parametrize("request_", HOSTILE, ids=shown)
def test_a_hostile_request_has_one_answer(client: httpx.Client, request_: Hostile) -> None:
    method, path, status, content, headers, field, allow = request_

    response = client.request(method, httpx.URL(path), content=content, headers=headers)

    assert response.status_code == status, response.text
    if allow:
        assert response.headers["Allow"] == allow
    if status == httpx.codes.NO_CONTENT:
        assert response.content == b""
        assert "Content-Type" not in response.headers
    elif response.is_error:
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.json()["status"] == status
    if field is not None:
        assert field in {error["field"] for error in response.json()["errors"]}


def test_an_id_may_be_in_upper_case(client: httpx.Client) -> None:
    order = place(client)

    assert client.get(f"{ORDERS}/{order['id'].upper()}").json()["id"] == order["id"]


def test_an_international_domain_is_stored_as_mail_servers_take_it(client: httpx.Client) -> None:
    body = place(client) | {"customer_email": "ada@b\u00fccher.example"}
    new = {name: body[name] for name in ("customer_email", "items")}

    order = client.post(ORDERS, json=new).json()

    assert order["customer_email"] == "ada@xn--bcher-kva.example"


@pytest.mark.parametrize("path", [ORDERS, "/api/orders.csv"])
def test_a_head_is_a_get_without_its_body(client: httpx.Client, path: str) -> None:
    head, get = client.head(path), client.get(path)

    assert head.status_code == get.status_code
    assert head.content == b""
    assert head.headers["Content-Type"] == get.headers["Content-Type"]
