"""Entity tags: whether a client's copy of a record is the current one."""

from hashlib import blake2b

from pydantic import BaseModel

ANY = "*"


def etag_of(view: BaseModel) -> str:
    return f'"{blake2b(view.model_dump_json().encode(), digest_size=12).hexdigest()}"'


def is_listed(etag: str, header: str) -> bool:
    """Whether a condition names the tag; a proxy that compresses makes it a weak one."""
    tags = (tag.strip().removeprefix("W/") for tag in header.split(","))
    return any(tag in (ANY, etag) for tag in tags)
