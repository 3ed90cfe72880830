from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field

from laeden.entities import Order, OrderStatus
from laeden.infrastructure.entities import Position
from laeden.infrastructure.schemas.base import Email, Label, RequestBody, View
from laeden.infrastructure.schemas.cursor import decode_cursor, encode_cursor


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
