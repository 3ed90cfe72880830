from django.urls.converters import UUIDConverter


class AnyCaseConverter(UUIDConverter):
    """Letters of an id may be upper case, as RFC 9562 wants of whoever reads one."""

    regex = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
