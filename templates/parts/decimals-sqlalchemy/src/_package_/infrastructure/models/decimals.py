from decimal import Decimal

from sqlalchemy import Dialect, Numeric
from sqlalchemy.types import TypeDecorator, TypeEngine


class Exact(TypeDecorator[Decimal]):
    """A decimal number of at most 15 digits, which SQLite keeps exactly as a float."""

    impl = Numeric
    cache_ok = True

    def __init__(self, digits: int, places: int) -> None:
        super().__init__(digits, places)
        self._inexact = Numeric(digits, places, asdecimal=False)
        self._unit = Decimal(1).scaleb(-places)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Decimal] | TypeEngine[float]:
        exact = self.impl_instance
        return dialect.type_descriptor(exact if dialect.supports_native_decimal else self._inexact)

    def process_result_value(self, value: object | None, dialect: Dialect) -> Decimal | None:
        del dialect
        return None if value is None else Decimal(str(value)).quantize(self._unit)
