"""Use cases. Nothing here knows HTTP, a framework, a database or a broker."""

from dataclasses import dataclass

from laeden.services.dead_letters import (
    DeadLetterService,
)
from laeden.services.exports import ExportService
from laeden.services.orders import OrderService
from laeden.services.readiness import Readiness
from laeden.services.reports import ReportService


@dataclass(frozen=True, slots=True)
class Services:
    orders: OrderService
    exports: ExportService
    reports: ReportService
    dead_letters: DeadLetterService
    readiness: Readiness
