"""Use cases. Nothing here knows HTTP, a framework, a database or a broker."""

from dataclasses import dataclass

from laeden.infrastructure.services.retention import Retention
from laeden.services.exports import ExportService
from laeden.services.orders import OrderService
from laeden.services.reports import ReportService


@dataclass(frozen=True, slots=True)
class Services:
    orders: OrderService
    exports: ExportService
    reports: ReportService
    retention: Retention
