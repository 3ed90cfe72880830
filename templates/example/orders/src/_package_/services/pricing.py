"""Postage of an order: pure functions, so that results can be cached."""

from functools import lru_cache

PARCELS = ((40, 1890), (12, 790), (5, 450), (1, 190))
"""The number of units that fit, and the postage in cents."""

PALLET_UNITS, PALLET_CENTS = 400, 14_900


def postage_cents(units: int) -> int:
    """Whole pallets first, then the cheapest mix of parcels."""
    pallets, rest = divmod(units, PALLET_UNITS)
    return pallets * PALLET_CENTS + _cheapest_parcels(rest)


@lru_cache(maxsize=PALLET_UNITS)
def _cheapest_parcels(units: int) -> int:
    """Tries every mix; cached, so each number of units is computed once."""
    if units <= 0:
        return 0
    return min(cents + _cheapest_parcels(units - fits) for fits, cents in PARCELS)
