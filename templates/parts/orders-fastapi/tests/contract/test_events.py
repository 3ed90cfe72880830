import json
from uuid import uuid4

import httpx

from .examples import Json, place


def told(response: httpx.Response) -> list[Json]:
    """The data of all status events, once the stream has ended."""
    events = [block.split("\n") for block in response.read().decode().split("\n\n")]
    return [
        json.loads(lines[1].removeprefix("data: "))
        for lines in events
        if lines[0] == "event: status"
    ]


def test_a_stream_tells_the_status_until_it_is_final(client: httpx.Client) -> None:
    order = place(client)

    with client.stream("GET", f"/api/orders/{order['id']}/events") as response:
        events = told(response)

    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/event-stream")
    assert response.headers["Cache-Control"] == "no-store"
    assert [event["id"] for event in events] == [order["id"]] * len(events)
    assert [event["status"] for event in events][-2:] in (["pending", "confirmed"], ["confirmed"])


def test_a_stream_of_a_confirmed_order_ends_at_once(client: httpx.Client) -> None:
    path = f"/api/orders/{place(client)['id']}/events"
    client.get(path)

    again = client.get(path)

    assert [event["status"] for event in told(again)] == ["confirmed"]


def test_an_unknown_order_has_no_stream(client: httpx.Client) -> None:
    response = client.get(f"/api/orders/{uuid4()}/events")

    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
