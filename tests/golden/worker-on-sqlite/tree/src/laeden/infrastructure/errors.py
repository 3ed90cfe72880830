"""Errors that are the same for every adapter, and for every service."""


class StorageUnavailableError(Exception):
    """The storage is unavailable; the same request may succeed later."""


class QueueUnavailableError(Exception):
    """The queue did not accept a message; the outbox sends it again."""


class NotFoundError(Exception):
    """There is no object with this id."""


class DuplicateKeyError(Exception):
    """The idempotency key was used before and has not expired."""


class KeyReusedError(Exception):
    """The idempotency key was used for another request."""


class LimitReachedError(Exception):
    """A limit of concurrent or waiting work is reached; the text is for the client."""

    detail = "Too many requests. Please try again later."

    def __init__(self) -> None:
        super().__init__(self.detail)
