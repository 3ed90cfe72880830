from django.urls.converters import UUIDConverter


class AnyCaseConverter(UUIDConverter):
    """An id may have upper-case letters: RFC 9562 asks readers to accept them."""

    regex = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
