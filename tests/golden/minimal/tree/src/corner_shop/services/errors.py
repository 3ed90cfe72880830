class NotFoundError(Exception):
    """There is nothing under this id."""


class TooManyStreamsError(Exception):
    """As many exports as are allowed are being read."""


class KeyReusedError(Exception):
    """The idempotency key was used for another request."""


class TooManyOpenError(Exception):
    """So much of this caller's work waits that no more is taken now."""
