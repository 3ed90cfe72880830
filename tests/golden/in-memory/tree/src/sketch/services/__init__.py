"""Use cases. Nothing here knows HTTP, a framework, a database or a broker."""

from dataclasses import dataclass

from sketch.infrastructure.services.retention import Retention
from sketch.services.exports import ExportService
from sketch.services.orders import OrderService
from sketch.services.reports import ReportService


@dataclass(frozen=True, slots=True)
class Services:
    orders: OrderService
    exports: ExportService
    reports: ReportService
    retention: Retention
