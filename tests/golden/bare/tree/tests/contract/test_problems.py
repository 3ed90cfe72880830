"""What no endpoint answers is a problem that says what is wrong: never a 500, never a page."""

import httpx
import pytest


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/api",
        "/api/",
        "/api/nothing",
        "//api/nothing",
        "/api/%0d%0aSet-Cookie:%20a=b",
        "/api/" + "a" * 500,
        "/metrics",
        "/.env",
        "/.git/config",
        "/wp-login.php",
        "/readyz/",
        "/LIVEZ",
    ],
)
def test_an_unknown_path(client: httpx.Client, path: str) -> None:
    response = client.get(httpx.URL(path))

    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 404


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
@pytest.mark.parametrize("method", ["PUT", "PATCH", "POST", "DELETE", "BREW", "PROPFIND"])
def test_a_method_that_is_not_allowed(client: httpx.Client, method: str, path: str) -> None:
    response = client.request(method, path)

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.headers["Content-Type"] == "application/problem+json"


def test_the_methods_of_a_path(client: httpx.Client) -> None:
    response = client.options("/livez")

    assert response.status_code == 204
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.content == b""


@pytest.mark.parametrize("path", ["/livez", "/api/nothing"])
def test_a_head_is_a_get_without_its_body(client: httpx.Client, path: str) -> None:
    head, get = client.head(path), client.get(path)

    assert head.status_code == get.status_code
    assert head.content == b""
    assert head.headers["Content-Type"] == get.headers["Content-Type"]
