from enum import StrEnum


class TaskName(StrEnum):
    """Task names in messages. They must stay stable: messages outlive a deployment."""

    CONFIRM_ORDER = "orders.confirm"
    RUN_REPORT = "reports.run"
