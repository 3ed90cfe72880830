import httpx
import pytest


def test_the_api_describes_itself(client: httpx.Client) -> None:
    document = client.get("/openapi.json")
    if document.status_code == 404:
        pytest.skip("API_DOCS is off")

    assert document.headers["Content-Type"] == "application/json"
    assert document.json()["openapi"].startswith("3.1")
    assert "openapi.json" in client.get("/docs").text
