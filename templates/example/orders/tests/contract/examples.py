"""Examples of requests."""

from typing import Any

import httpx

Json = dict[str, Any]

ORDER: Json = {
    "customer_email": "ada@example.com",
    "items": [
        {"sku": "tea-250", "quantity": 2, "unit_price_cents": 450},
        {"sku": "mug", "quantity": 1, "unit_price_cents": 1200},
    ],
}


def place(client: httpx.Client, **headers: str) -> Json:
    response = client.post("/api/orders", json=ORDER, headers=headers)
    assert response.status_code == 201, response.text
    order: Json = response.json()
    return order
