"""Allowed hosts, in the format of Django's ALLOWED_HOSTS."""

from collections.abc import Collection

ANY = ("*",)


def names_of(text: str) -> tuple[str, ...]:
    """From a comma-separated list; localhost is always allowed."""
    return (*filter(None, (name.strip().lower() for name in text.split(","))), "127.0.0.1", "[::1]")


def known(host: str, names: Collection[str]) -> bool:
    """`.example.com` matches the domain and its subdomains, `*` every host."""
    name = _without_port(host.lower()).removesuffix(".")
    return bool(name) and any(
        each in ("*", name) or (each.startswith(".") and f".{name}".endswith(each))
        for each in names
    )


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host
