from uuid import UUID

from shop.services import Services


def run_report(services: Services, report_id: str) -> None:
    services.reports.run(UUID(report_id))


def give_up_report(services: Services, report_id: str) -> None:
    services.reports.give_up(UUID(report_id))
