"""Examples, and patience for what happens after the answer."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

import httpx

T = TypeVar("T")
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


def eventually(look: Callable[[], T], right: Callable[[T], bool], within_s: float = 20.0) -> T:
    deadline = time.monotonic() + within_s
    pause = 0.005
    while not right(seen := look()):
        assert time.monotonic() < deadline, f"still {seen}"
        time.sleep(pause)
        pause = min(pause * 2, 0.25)
    return seen
