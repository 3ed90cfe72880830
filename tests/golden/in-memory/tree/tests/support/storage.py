from pathlib import Path

import pytest

from sketch.infrastructure.adapters.storage import build_storage
from sketch.repositories.unit_of_work import unit_of_work
from sketch.services.ports import Storage
from sketch.settings import Settings


@pytest.fixture(scope="session")
def bare_settings(_bare_environment: None) -> Settings:
    return Settings()


@pytest.fixture
def settings(_bare_environment: None) -> Settings:
    return Settings()


def fresh_settings(_folder: Path) -> Settings:
    return Settings()


@pytest.fixture
def storage(settings: Settings) -> Storage:
    return build_storage(settings, unit_of_work)
