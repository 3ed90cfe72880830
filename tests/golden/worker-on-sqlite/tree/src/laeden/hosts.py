"""The names under which the service may be asked for, as Django's ALLOWED_HOSTS has them."""

from collections.abc import Collection

ANY = ("*",)


def names_of(text: str) -> tuple[str, ...]:
    """Of a list with commas; this machine itself may always ask."""
    return (*filter(None, (name.strip().lower() for name in text.split(","))), "127.0.0.1", "[::1]")


def known(host: str, names: Collection[str]) -> bool:
    """`.example.com` stands for the domain and all below it, and `*` for every name."""
    name = _without_port(host.lower()).removesuffix(".")
    return bool(name) and any(
        each in ("*", name) or (each.startswith(".") and f".{name}".endswith(each))
        for each in names
    )


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host
