from collections.abc import Iterator

import pytest

from bare.settings import Settings


@pytest.fixture(autouse=True, scope="session")
def _bare_environment() -> Iterator[None]:
    """Tests run as on a bare machine, whatever this one has in its environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name in Settings.model_fields:
            patch.delenv(name.upper(), raising=False)
        yield
