from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, url_for

from shop.controllers.context import services
from shop.infrastructure.http.exchange import PRIVATE, answer, body, headers, query
from shop.infrastructure.schemas.idempotency import WriteHeaders
from shop.schemas.order_csv import csv_blocks
from shop.schemas.orders import NewOrder, OrderView, PageQuery, PageView

blueprint = Blueprint("orders", __name__, url_prefix="/api")


@blueprint.post("/orders")
def place_order() -> Response:
    key = headers(WriteHeaders).key
    order = services().orders.place(body(NewOrder), key)
    location = url_for("orders.get_order", order_id=order.id)
    return answer(OrderView.model_validate(order), HTTPStatus.CREATED, Location=location)


@blueprint.get("/orders/<uuid:order_id>")
def get_order(order_id: UUID) -> Response:
    order, state = services().orders.get(order_id)
    return answer(OrderView.model_validate(order), X_Cache=state)


@blueprint.get("/orders")
def list_orders() -> Response:
    page = query(PageQuery)
    return answer(PageView.of(*services().orders.page(page.limit, page.after)))


@blueprint.get("/orders.csv")
def export_orders() -> Response:
    blocks = csv_blocks(services().exports.orders())
    return Response(blocks, headers=PRIVATE, mimetype="text/csv")
