from starlette.convertors import UUIDConvertor


class DashedConvertor(UUIDConvertor):
    """An id has one spelling, but for the case of its letters; Starlette's may lack the dashes."""

    regex = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
