"""Use cases. Nothing here knows HTTP, a framework, a database or a broker."""

from dataclasses import dataclass

from corner_shop.infrastructure.services.retention import Retention
from corner_shop.services.exports import ExportService
from corner_shop.services.orders import OrderService
from corner_shop.services.reports import ReportService


@dataclass(frozen=True, slots=True)
class Services:
    orders: OrderService
    exports: ExportService
    reports: ReportService
    retention: Retention
