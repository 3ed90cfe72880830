"""An opaque cursor: 8 bytes of microseconds and 16 of the id, in base64url."""

import base64
import binascii
import struct
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bare.infrastructure.entities import Position

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAYOUT = struct.Struct(">Q16s")


def encode_cursor(position: Position) -> str:
    microseconds = (position.created_at - EPOCH) // timedelta(microseconds=1)
    packed = LAYOUT.pack(microseconds, position.id.bytes)
    return base64.urlsafe_b64encode(packed).decode()


def decode_cursor(text: str) -> Position:
    try:
        packed = base64.b64decode(text, altchars=b"-_", validate=True)
        microseconds, identifier = LAYOUT.unpack(packed)
        created_at = EPOCH + timedelta(microseconds=microseconds)
    except (binascii.Error, struct.error, OverflowError, TypeError, ValueError) as error:
        raise ValueError("not a cursor of this list") from error
    return Position(created_at, UUID(bytes=identifier))
