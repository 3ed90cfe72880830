class NotFoundError(Exception):
    """There is nothing under this id."""


class KeyReusedError(Exception):
    """The idempotency key was used for another request."""
