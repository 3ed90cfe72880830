import pytest

from bare.infrastructure.http.hosts import ANY, known, names_of

NAMES = names_of("shop.example, .example.org,,[fd00::1]")


@pytest.mark.parametrize(
    "host",
    [
        "shop.example",
        "SHOP.example:8080",
        "shop.example.",
        "example.org",
        "a.b.example.org:443",
        "127.0.0.1:8000",
        "[::1]:8080",
        "[fd00::1]",
    ],
)
def test_a_host_of_ours_is_known(host: str) -> None:
    assert known(host, NAMES)


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "shop.example.evil.example", "notexample.org", "[fd00::2]", "x:y", "*"],
)
def test_another_host_is_not(host: str) -> None:
    assert not known(host, NAMES)


def test_a_star_knows_every_host() -> None:
    assert known("evil.example", ANY)
