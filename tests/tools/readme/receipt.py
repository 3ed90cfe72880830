"""The new endpoint answers."""

import sys

import httpx

item = {"sku": "tea", "quantity": 3, "unit_price_cents": 205}
with httpx.Client(base_url=sys.argv[1]) as client:
    order = client.post("/api/orders", json={"customer_email": "a@example.com", "items": [item]})
    receipt = client.get(f"{order.headers['Location']}/receipt")
    assert receipt.status_code == 200, receipt.text
    assert receipt.json()["total"] == "6.15", receipt.text
