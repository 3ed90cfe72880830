"""Errors of the ports, the same for every adapter."""


class StorageUnavailableError(Exception):
    """The storage is unavailable; the same request may succeed later."""


class QueueUnavailableError(Exception):
    """The queue did not accept a message; the outbox sends it again."""


class DuplicateKeyError(Exception):
    """The idempotency key was used before and has not expired."""
