"""Decimal numbers of requests: as a number or as text, and exact."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator


def _exact(value: object) -> object:
    """A number as it is written: 0.1 is a tenth."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return value
    try:
        return Decimal(str(value))
    except ArithmeticError as error:
        raise ValueError("is not a decimal number") from error


Number = Annotated[Decimal, BeforeValidator(_exact, json_schema_input_type=float | str)]


def places(count: int) -> AfterValidator:
    """With as many digits behind the point as the database keeps, so that all copies look alike."""
    unit = Decimal(1).scaleb(-count)

    def padded(value: Decimal) -> Decimal:
        return value.quantize(unit)

    return AfterValidator(padded)
