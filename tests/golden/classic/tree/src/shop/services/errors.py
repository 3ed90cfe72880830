class NotFoundError(Exception):
    """There is no object with this id."""


class TooManyStreamsError(Exception):
    """The limit of concurrent exports is reached."""


class KeyReusedError(Exception):
    """The idempotency key was used for another request."""


class TooManyOpenError(Exception):
    """The caller's limit of waiting work is reached."""
