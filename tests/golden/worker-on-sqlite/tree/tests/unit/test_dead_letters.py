import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from laeden import dead_letters
from laeden.infrastructure.entities import DeadLetter, TaskMessage
from laeden.infrastructure.tasks import dead_letters as service
from laeden.services.ports import Storage
from laeden.settings import Settings


@pytest.fixture(autouse=True)
def _settings(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dead_letters, "get_settings", lambda: settings)


@pytest.fixture
def letters(storage: Storage) -> list[DeadLetter]:
    letters = [
        DeadLetter(
            TaskMessage(uuid4(), "some.task", {"number": str(number)}, 5, "request-1"),
            "ValueError: no",
            datetime(2026, 1, 1 + number, tzinfo=UTC),
        )
        for number in range(2)
    ]
    with storage.begin() as uow:
        for letter in letters:
            uow.dead_letters.put(letter)
    return letters


def test_they_are_listed_oldest_first(
    letters: list[DeadLetter], capsys: pytest.CaptureFixture[str]
) -> None:
    assert dead_letters.main(["list"]) == 0

    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first == {
        "id": str(letters[0].message.id),
        "task": "some.task",
        "arguments": {"number": "0"},
        "error": "ValueError: no",
        "attempts": 5,
        "died_at": "2026-01-01T00:00:00+00:00",
        "request_id": "request-1",
    }
    assert second["arguments"] == {"number": "1"}


def test_one_is_replayed(letters: list[DeadLetter], storage: Storage) -> None:
    assert dead_letters.main(["replay", str(letters[0].message.id)]) == 0

    with storage.begin() as uow:
        assert uow.dead_letters.oldest(10) == letters[1:]
        [entry] = uow.outbox.due(datetime.now(UTC), 10)
    assert entry.message.id == letters[0].message.id
    assert entry.message.attempt == 1
    assert entry.starts == 0


@pytest.mark.usefixtures("letters")
def test_all_are_replayed(storage: Storage) -> None:
    assert dead_letters.main(["replay", "--all"]) == 0

    with storage.begin() as uow:
        assert uow.dead_letters.count() == 0
        assert uow.outbox.count() == 2


@pytest.mark.usefixtures("letters")
def test_all_are_replayed_also_where_they_are_more_than_a_batch(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(service, "MOST", 1)

    assert dead_letters.main(["replay", "--all"]) == 0

    assert capsys.readouterr().out == "2 back in the outbox\n"
    with storage.begin() as uow:
        assert uow.dead_letters.count() == 0
        assert uow.outbox.count() == 2


@pytest.mark.usefixtures("letters")
def test_a_list_says_how_many_it_does_not_show(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(service, "MOST", 1)

    assert dead_letters.main(["list"]) == 0

    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 1
    assert said.err == "1 newer ones are not shown\n"


def test_an_unknown_one_is_refused(
    letters: list[DeadLetter], storage: Storage, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dead_letters.main(["replay", str(letters[0].message.id), str(uuid4())]) == 1

    assert "nothing was replayed" in capsys.readouterr().err
    with storage.begin() as uow:
        assert uow.dead_letters.count() == 2
