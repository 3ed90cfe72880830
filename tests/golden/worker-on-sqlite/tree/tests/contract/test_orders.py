from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx

from .examples import ORDER, Json, place
from tests.support.eventually import eventually


def confirmed(client: httpx.Client, order_id: str) -> httpx.Response:
    return eventually(
        lambda: client.get(f"/api/orders/{order_id}"),
        lambda response: response.json()["status"] == "confirmed",
    )


def test_an_order_is_created_with_all_its_fields(client: httpx.Client) -> None:
    response = client.post("/api/orders", json=ORDER)

    order = response.json()
    assert response.status_code == 201
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Location"].endswith(f"/api/orders/{order['id']}")
    assert str(UUID(order["id"])) == order["id"]
    created_at = datetime.fromisoformat(order["created_at"])
    assert abs(datetime.now(UTC) - created_at) < timedelta(minutes=5)
    assert order == {
        "id": order["id"],
        "customer_email": "ada@example.com",
        "items": ORDER["items"],
        "total_cents": 2100,
        "status": "pending",
        "created_at": order["created_at"],
    }


def test_the_worker_confirms_an_order_and_reads_see_it(client: httpx.Client) -> None:
    order = place(client)

    fresh = confirmed(client, order["id"])

    assert fresh.json() == order | {"status": "confirmed"}


def test_a_confirmed_order_is_read_from_the_cache_where_there_is_one(client: httpx.Client) -> None:
    order = place(client)
    state = confirmed(client, order["id"]).headers["X-Cache"]

    again = client.get(f"/api/orders/{order['id']}")

    assert state in {"hit", "miss", "bypass"}
    assert again.headers["X-Cache"] == ("bypass" if state == "bypass" else "hit")
    assert again.json()["status"] == "confirmed"


def test_a_replay_gets_the_first_answer_and_makes_no_second_order(client: httpx.Client) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first = client.post("/api/orders", json=ORDER, headers=key)
    confirmed(client, first.json()["id"])

    replay = client.post("/api/orders", json=ORDER, headers=key)

    assert replay.status_code == 201
    assert replay.content == first.content
    assert replay.headers["Location"] == first.headers["Location"]


def test_a_key_with_another_body_gets_nothing_of_the_first_order(client: httpx.Client) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first = place(client, **key)

    body = ORDER | {"customer_email": "bob@example.com"}
    other = client.post("/api/orders", json=body, headers=key)

    assert other.status_code == 422
    assert [error["field"] for error in other.json()["errors"]] == ["Idempotency-Key"]
    assert first["id"] not in other.text
    assert first["customer_email"] not in other.text


def test_a_key_of_another_caller_makes_an_order_of_its_own(client: httpx.Client) -> None:
    key = str(uuid4())

    orders = [
        place(client, **{"Idempotency-Key": key, "Authorization": f"Bearer {caller}"})
        for caller in ("ada", "bob", "ada")
    ]

    assert orders[0]["id"] != orders[1]["id"]
    assert orders[0]["id"] == orders[2]["id"]


def test_replays_at_the_same_moment_make_one_order(client: httpx.Client) -> None:
    key = str(uuid4())

    with ThreadPoolExecutor(6) as threads:
        orders = list(threads.map(lambda _: place(client, **{"Idempotency-Key": key}), range(6)))

    assert {order["id"] for order in orders} == {orders[0]["id"]}


def test_orders_without_a_key_are_all_different(client: httpx.Client) -> None:
    assert place(client)["id"] != place(client)["id"]


def test_pages_go_from_the_newest_to_older_ones_without_gap_or_repeat(
    client: httpx.Client,
) -> None:
    placed = [place(client)["id"] for _ in range(5)]

    seen: list[Json] = []
    after: Json = {}
    while not set(placed) <= {order["id"] for order in seen}:
        page = client.get("/api/orders", params={"limit": 2, **after}).json()
        assert len(page["items"]) <= 2
        seen += page["items"]
        after = {"after": page["next"]}

    ids = [order["id"] for order in seen]
    keys = [(order["created_at"], order["id"]) for order in seen]
    assert len(ids) == len(set(ids))
    assert [order_id for order_id in ids if order_id in placed] == placed[::-1]
    assert keys == sorted(keys, reverse=True)


def test_a_page_is_twenty_orders_unless_told_otherwise(client: httpx.Client) -> None:
    for _ in range(21):
        place(client)

    page = client.get("/api/orders").json()

    assert len(page["items"]) == 20
    assert page["next"]


def test_the_export_is_csv_with_a_line_an_order(client: httpx.Client) -> None:
    order = place(client)

    with client.stream("GET", "/api/orders.csv") as response:
        lines = list(response.iter_lines())

    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/csv")
    assert lines[0] == "id,customer_email,items,total_cents,status,created_at"
    assert any(line.startswith(f"{order['id']},ada@example.com,2,2100,") for line in lines)


def test_what_is_said_of_a_customer_is_for_nobody_else_to_keep(client: httpx.Client) -> None:
    placed = client.post("/api/orders", json=ORDER)
    read = [client.get(path) for path in (placed.headers["Location"], "/api/orders")]
    with client.stream("GET", "/api/orders.csv") as export:
        export.read()

    assert {answer.headers["Cache-Control"] for answer in (placed, export, *read)} == {
        "private, no-store"
    }
