"""Use cases. Nothing here knows HTTP, a framework, a database or a broker."""

from dataclasses import dataclass

from sketch.services.dead_letters import (
    DeadLetterService,
)
from sketch.services.orders import OrderService
from sketch.services.readiness import Readiness
from sketch.services.reports import ReportService


@dataclass(frozen=True, slots=True)
class Services:
    orders: OrderService
    reports: ReportService
    dead_letters: DeadLetterService
    readiness: Readiness
