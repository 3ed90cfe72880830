"""Failures that a service may have to tell apart, whatever stands behind a port."""


class StorageUnavailableError(Exception):
    """The data cannot be reached now; the same request may succeed later."""


class QueueUnavailableError(Exception):
    """The queue did not take a message; it is sent again from the outbox."""


class DuplicateKeyError(Exception):
    """The idempotency key was used before and has not expired."""
