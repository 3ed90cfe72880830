import httpx


def test_an_answer_names_its_request(client: httpx.Client) -> None:
    first, second = (client.get("/livez").headers["X-Request-ID"] for _ in range(2))

    assert first != second


def test_a_request_that_has_an_id_keeps_it(client: httpx.Client) -> None:
    response = client.get("/livez", headers={"X-Request-ID": "from-the-client-1"})

    assert response.headers["X-Request-ID"] == "from-the-client-1"


def test_an_error_names_its_request_too(client: httpx.Client) -> None:
    response = client.get("/api/nothing", headers={"X-Request-ID": "from-the-client-2"})

    assert response.status_code == 404
    assert response.headers["X-Request-ID"] == "from-the-client-2"


def test_metrics_are_not_for_everybody(client: httpx.Client) -> None:
    assert client.get("/metrics").status_code == 404
