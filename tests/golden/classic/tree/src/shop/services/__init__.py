"""Use cases. Nothing here knows HTTP, a framework, a database or a broker."""

from dataclasses import dataclass

from shop.services.dead_letters import (
    DeadLetterService,
)
from shop.services.orders import OrderService
from shop.services.readiness import Readiness
from shop.services.reports import ReportService


@dataclass(frozen=True, slots=True)
class Services:
    orders: OrderService
    reports: ReportService
    dead_letters: DeadLetterService
    readiness: Readiness
