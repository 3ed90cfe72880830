import pytest
from pydantic import ValidationError

from laeden.settings import Settings


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "")

    assert Settings() == Settings.model_construct()


def test_a_value_that_is_refused_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_TIMEOUT_S", "s3cret")

    with pytest.raises(ValidationError, match="readiness_timeout_s") as refused:
        Settings()

    assert "s3cret" not in str(refused.value)
