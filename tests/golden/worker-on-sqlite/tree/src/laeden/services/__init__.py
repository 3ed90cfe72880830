"""Use cases. Nothing here knows HTTP, a framework, a database or a broker."""

from dataclasses import dataclass

from laeden.services.dead_letters import (
    DeadLetterService,
)
from laeden.services.orders import OrderService
from laeden.services.readiness import Readiness
from laeden.services.reports import ReportService


@dataclass(frozen=True, slots=True)
class Services:
    orders: OrderService
    reports: ReportService
    dead_letters: DeadLetterService
    readiness: Readiness
