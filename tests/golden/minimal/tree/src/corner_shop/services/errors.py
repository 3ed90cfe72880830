from corner_shop.infrastructure.errors import LimitReachedError


class TooManyStreamsError(LimitReachedError):
    detail = "Too many exports are running. Please try again later."


class TooManyOpenError(LimitReachedError):
    detail = "Too many of your reports wait; more can be asked for when one is done."
