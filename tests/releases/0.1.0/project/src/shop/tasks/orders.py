from uuid import UUID

from shop.services import Services


def confirm_order(services: Services, order_id: str) -> None:
    services.orders.confirm(UUID(order_id))
