"""Use cases. Nothing here knows HTTP, a framework, a database or a broker."""

from dataclasses import dataclass

from shop.infrastructure.services.retention import Retention
from shop.services.exports import ExportService
from shop.services.orders import OrderService
from shop.services.reports import ReportService


@dataclass(frozen=True, slots=True)
class Services:
    orders: OrderService
    exports: ExportService
    reports: ReportService
    retention: Retention
