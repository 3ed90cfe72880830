import httpx

from .examples import eventually, place


def test_a_report_is_queued_and_then_done(client: httpx.Client) -> None:
    place(client)

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
    assert report["result"]["revenue_cents"] >= 2100
    assert report["result"]["days"][-1]["best_sku"]
