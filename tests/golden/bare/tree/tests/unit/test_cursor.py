from datetime import UTC, datetime
from uuid import UUID

import pytest

from bare.infrastructure.entities import Position
from bare.infrastructure.schemas.cursor import decode_cursor, encode_cursor


@pytest.mark.parametrize(
    "created_at",
    [
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2026, 11, 23, 5, 9, 51, 123456, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ],
)
def test_a_cursor_carries_a_position_exactly(created_at: datetime) -> None:
    position = Position(created_at, UUID(int=2**128 - 1))

    assert decode_cursor(encode_cursor(position)) == position


@pytest.mark.parametrize("text", ["", "A", "A" * 31, "A" * 33, "_" * 32, "=" * 32, "\0" * 32])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a cursor"):
        decode_cursor(text)
