"""Kombu's folders as a broker, with messages that appear in them whole."""

from pathlib import Path
from time import time_ns
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps


def _put(channel: filesystem.Channel, queue: str, payload: dict[str, Any], **_: object) -> None:
    path = Path(channel.data_folder_out) / f"{time_ns()}_{uuid4()}.{queue}.msg"
    part = path.with_suffix(".part")
    part.write_text(dumps(payload))
    part.rename(path)


def write_whole_messages() -> None:
    """A reader of Kombu's own may find half of one."""
    filesystem.Channel._put = _put  # type: ignore[assignment, method-assign]  # for tests alone
