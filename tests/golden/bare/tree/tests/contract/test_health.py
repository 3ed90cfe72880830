import httpx


def test_it_is_alive(client: httpx.Client) -> None:
    assert client.get("/livez").status_code == 200


def test_it_is_ready_when_everything_it_needs_answers(client: httpx.Client) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert set(response.json()["checks"].values()) <= {"ok"}
