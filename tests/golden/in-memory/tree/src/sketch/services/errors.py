class NotFoundError(Exception):
    """There is nothing under this id."""
