from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field

from shop.entities.orders import Order, OrderStatus
from shop.infrastructure.entities import Position
from shop.infrastructure.schemas.base import RequestBody, View
from shop.infrastructure.schemas.cursor import decode_cursor, encode_cursor
from shop.infrastructure.schemas.emails import Email
from shop.infrastructure.schemas.idempotency import WriteHeaders
from shop.infrastructure.schemas.labels import Label
from shop.infrastructure.schemas.operation import Answer, Operation


class NewItem(RequestBody):
    sku: Label
    quantity: Annotated[int, Field(ge=1, le=10_000)]
    unit_price_cents: Annotated[int, Field(ge=0, le=1_000_000_000)]


class NewOrder(RequestBody):
    customer_email: Email
    items: Annotated[list[NewItem], Field(min_length=1, max_length=100)]


class PageQuery(BaseModel):
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    after: Annotated[
        Position | None, BeforeValidator(decode_cursor, json_schema_input_type=str)
    ] = None


class ItemView(View):
    sku: str
    quantity: int
    unit_price_cents: int


class OrderView(View):
    id: UUID
    customer_email: str
    items: tuple[ItemView, ...]
    total_cents: int
    status: OrderStatus
    created_at: datetime


class PageView(BaseModel):
    items: list[OrderView]
    next: str | None

    @classmethod
    def of(cls, orders: list[Order], following: Position | None) -> Self:
        return cls(
            items=[OrderView.model_validate(order) for order in orders],
            next=encode_cursor(following) if following else None,
        )


OPERATIONS = (
    Operation(
        "post",
        "/api/orders",
        name="place_order",
        tag="orders",
        summary="Place an order. A repeated Idempotency-Key and body give the same order again.",
        headers=WriteHeaders,
        body=NewOrder,
        answers={HTTPStatus.CREATED: Answer(OrderView, headers={"Location": "Path of the order."})},
    ),
    Operation(
        "get",
        "/api/orders",
        name="list_orders",
        tag="orders",
        summary="List orders, newest first.",
        query=PageQuery,
        answers={HTTPStatus.OK: Answer(PageView)},
    ),
    Operation(
        "get",
        "/api/orders.csv",
        name="export_orders",
        tag="orders",
        summary="Stream all orders.",
        answers={HTTPStatus.OK: Answer(str, "text/csv")},
        problems=(HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE),
    ),
    Operation(
        "get",
        "/api/orders/{order_id}",
        name="get_order",
        tag="orders",
        summary="Get an order.",
        answers={
            HTTPStatus.OK: Answer(OrderView, headers={"X-Cache": "hit, miss or bypass."}),
        },
    ),
)
