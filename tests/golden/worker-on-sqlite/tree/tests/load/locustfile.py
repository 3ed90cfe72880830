"""What clients do, for `make load`: many reads, some writes, a page now and then.

The rate of each user is bounded, so that all of them together stay below what the load balancer
lets one address do.
"""

from uuid import uuid4

from locust import HttpUser, constant_throughput, events, task
from locust.env import Environment

ORDER = {
    "customer_email": "ada@example.com",
    "items": [{"sku": "tea-250", "quantity": 2, "unit_price_cents": 450}],
}


class Customer(HttpUser):
    wait_time = constant_throughput(5)

    def on_start(self) -> None:
        self.client.trust_env = False  # no proxy of this machine is in front of the stack
        self.order = ""
        self.place()

    @task(6)
    def read(self) -> None:
        self.client.get(self.order, name="GET /api/orders/{id}")

    @task(3)
    def place(self) -> None:
        key = {"Idempotency-Key": str(uuid4())}
        placed = self.client.post("/api/orders", json=ORDER, headers=key, name="POST /api/orders")
        self.order = placed.headers.get("Location", self.order)

    @task(1)
    def turn_pages(self) -> None:
        query = {"limit": 20}
        for _ in range(3):
            name = "GET /api/orders"
            page = self.client.get("/api/orders", params=query, name=name)
            following = page.json().get("next") if page.ok else None
            if following is None:
                return
            query = {"limit": 20, "after": following}


@events.quitting.add_listener
def _sum_up(environment: Environment, **_: object) -> None:
    total = environment.stats.total
    print(
        f"{total.num_requests} requests, {total.num_failures} failed,"
        f" p50 {total.get_response_time_percentile(0.5):.0f} ms,"
        f" p99 {total.get_response_time_percentile(0.99):.0f} ms"
    )
