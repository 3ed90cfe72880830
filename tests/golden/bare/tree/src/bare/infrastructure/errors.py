"""Errors that are the same for every adapter, and for every service."""


class StorageUnavailableError(Exception):
    """The storage is unavailable; the same request may succeed later."""


class DuplicateKeyError(Exception):
    """The idempotency key was used before and has not expired."""


class NotFoundError(Exception):
    """There is no object with this id."""


class KeyReusedError(Exception):
    """The idempotency key was used for another request."""
