import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from pydantic import SecretStr

from bare.infrastructure.adapters.storage import build_storage
from bare.repositories.unit_of_work import unit_of_work
from bare.services.ports import Storage
from bare.settings import Settings, get_settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, _bare_environment: None) -> Path:
    """A database file as the migrations leave it, to be copied: that is faster than to migrate."""
    path = tmp_path_factory.mktemp("migrated") / "empty.db"
    _migrate(path)
    return path


@pytest.fixture(scope="session")
def bare_settings(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return _settings(migrated, tmp_path_factory.mktemp("session"))


@pytest.fixture
def settings(migrated: Path, tmp_path: Path) -> Settings:
    return _settings(migrated, tmp_path)


@pytest.fixture
def storage(settings: Settings) -> Iterator[Storage]:
    storage = build_storage(settings, unit_of_work)
    yield storage
    storage.close()


def fresh_settings(folder: Path) -> Settings:
    """For a database of its own in the folder."""
    path = folder / "fresh.db"
    _migrate(path)
    return Settings(database_url=SecretStr(f"sqlite:///{path}"))


def _migrate(path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", f"sqlite:///{path}")
        get_settings.cache_clear()
        command.upgrade(Config(ROOT / "alembic.ini"), "head")
    get_settings.cache_clear()


def _settings(migrated: Path, folder: Path) -> Settings:
    path = shutil.copy(migrated, folder / "test.db")
    return Settings(database_url=SecretStr(f"sqlite:///{path}"))
