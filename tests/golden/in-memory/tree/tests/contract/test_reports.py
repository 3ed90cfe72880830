from uuid import uuid4

import httpx

from .examples import ORDER, place
from tests.support.eventually import eventually

DEAREST = {"sku": "tower", "quantity": 10_000, "unit_price_cents": 1_000_000_000}


def test_a_report_is_queued_and_then_done(client: httpx.Client) -> None:
    place(client)
    dear = client.post("/api/orders", json={**ORDER, "items": [DEAREST] * 2})
    assert dear.status_code == 201, dear.text

    response = client.post("/api/reports", json={"days": 7})

    receipt = response.json()
    assert response.status_code == 202
    assert receipt == {"id": receipt["id"], "status": "queued"}
    assert response.headers["Location"].endswith(f"/api/reports/{receipt['id']}")
    report = eventually(
        lambda: client.get(f"/api/reports/{receipt['id']}").json(),
        lambda report: report["status"] == "done",
    )
    assert set(report) == {"id", "status", "result"}
    assert report["result"]["orders"] >= 1
    assert report["result"]["revenue_cents"] >= dear.json()["total_cents"]
    assert report["result"]["days"][-1]["best_sku"]


def test_a_replay_makes_no_second_report(client: httpx.Client) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first, again, other = (
        client.post("/api/reports", json={"days": days}, headers=key) for days in (1, 1, 2)
    )

    assert (again.status_code, again.content) == (202, first.content)
    assert other.status_code == 422


def test_only_a_report_that_is_done_may_be_kept(client: httpx.Client) -> None:
    location = client.post("/api/reports", json={"days": 1}).headers["Location"]

    done = eventually(
        lambda: client.get(location), lambda response: response.json()["status"] == "done"
    )

    assert done.headers["Cache-Control"] == "public, max-age=300"
    assert client.get("/api/orders").headers.get("Cache-Control") != done.headers["Cache-Control"]
