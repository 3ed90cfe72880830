import pytest

from sketch.services.pricing import PALLET_CENTS, PALLET_UNITS, postage_cents


@pytest.mark.parametrize(
    ("units", "cents"),
    [(0, 0), (1, 190), (3, 450), (12, 790), (13, 980), (24, 1580), (25, 1770), (40, 1890)],
)
def test_postage_is_the_cheapest_mix_of_parcels(units: int, cents: int) -> None:
    assert postage_cents(units) == cents


def test_what_fills_pallets_goes_on_pallets() -> None:
    assert postage_cents(PALLET_UNITS * 2500 + 1) == 2500 * PALLET_CENTS + 190
