"""Errors that are the same for every adapter, and for every service."""


class StorageUnavailableError(Exception):
    """The storage is unavailable; the same request may succeed later."""
