import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from deploy.backup import __main__ as commands
from deploy.backup import database, stack
from deploy.backup.files import BackupError, Backups, Metrics


@pytest.fixture
def backups(tmp_path: Path) -> Backups:
    return Backups(tmp_path, "shop")


def saved(backups: Backups, content: bytes = b"rows") -> Path:
    with backups.new() as new:
        new.write(content)
        new.finish()
        return new.publish()


def older(backups: Backups, folder: Path, day: int) -> Path:
    """A backup as of a day of 2026."""
    path = saved(backups)
    for ending in ("", ".sha256"):
        old = folder / f"shop-202601{day:02}T000000Z.backup{ending}"
        path.with_name(path.name + ending).replace(old)
    return folder / f"shop-202601{day:02}T000000Z.backup"


def test_a_backup_is_private_and_has_its_checksum(backups: Backups) -> None:
    path = saved(backups)
    backups.verify(path)
    assert path.read_bytes() == b"rows"
    assert backups.all() == [path]
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


def test_what_was_not_completed_is_no_backup(backups: Backups, tmp_path: Path) -> None:
    def fill_disk() -> None:
        with backups.new() as new:
            new.write(b"half")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fill_disk()
    assert list(tmp_path.iterdir()) == []


def test_the_remains_of_a_killed_process_are_removed(backups: Backups, tmp_path: Path) -> None:
    (tmp_path / "shop-20260101T000000Z.backup.partial").write_bytes(b"half")
    assert backups.all() == []
    path = saved(backups)
    assert sorted(tmp_path.iterdir()) == [path, path.with_name(path.name + ".sha256")]


def test_a_damaged_backup_is_refused(backups: Backups) -> None:
    path = saved(backups)
    path.write_bytes(b"row")
    with pytest.raises(BackupError, match="damaged"):
        backups.verify(path)


def test_a_backup_without_checksum_is_refused(backups: Backups) -> None:
    path = saved(backups)
    path.with_name(path.name + ".sha256").unlink()
    with pytest.raises(BackupError, match=r"sha256 is missing"):
        backups.verify(path)


def test_the_newest_are_kept(backups: Backups, tmp_path: Path) -> None:
    first, second, third = (older(backups, tmp_path, day) for day in (1, 2, 3))
    assert backups.newest() == third
    assert backups.remove_old(2) == [first]
    assert backups.all() == [third, second]
    assert len(list(tmp_path.iterdir())) == 4


def test_one_command_runs_at_a_time(backups: Backups) -> None:
    with backups.lock(), pytest.raises(BackupError, match="another"), backups.lock():
        pass
    with backups.lock():
        pass


def test_metrics_keep_their_last_values(tmp_path: Path) -> None:
    path = tmp_path / "metrics.prom"
    metrics = Metrics(path, "shop")
    metrics.update({"backup_exit_code": 0, "backup_size_bytes": 7})
    metrics.update({"backup_exit_code": 1})
    assert path.read_text("utf-8").splitlines() == [
        "# TYPE shop_backup_exit_code gauge",
        "shop_backup_exit_code 1",
        "# TYPE shop_backup_size_bytes gauge",
        "shop_backup_size_bytes 7",
    ]


def test_what_a_command_prints_is_saved(backups: Backups, python: Callable[[str], None]) -> None:
    python("print('rows')")
    with backups.new() as new:
        stack.save([], new)
        assert new.publish().read_text("utf-8").split() == ["rows"]


def test_a_failed_command_saves_nothing(backups: Backups, python: Callable[[str], None]) -> None:
    python("print('half'); raise SystemExit(3)")
    with pytest.raises(stack.CommandError, match="3"), backups.new() as new:
        stack.save(["exec"], new)
    assert backups.all() == []


@pytest.fixture
def python(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes a Python program what runs instead of Docker Compose."""
    return lambda code: monkeypatch.setattr(stack, "COMPOSE", (sys.executable, "-c", code))


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch, backups: Backups) -> list[str]:
    """What is done with the stack, one after the other; one whose name is in `FAILS` fails."""
    done: list[str] = []

    def note(words: Sequence[str]) -> None:
        word = words[-1]
        done.append(word)
        if word == os.environ.get("FAILS"):
            raise stack.CommandError(word)

    def feed(words: Sequence[str], _path: Path) -> None:
        note(words)

    monkeypatch.setattr(commands, "backups", backups)
    monkeypatch.setattr(stack, "run", note)
    monkeypatch.setattr(stack, "feed", feed)
    for name in ("stop_application", "run_jobs", "empty_caches", "start_application"):
        monkeypatch.setattr(stack, name, lambda name=name: note([name]))
    monkeypatch.setattr(stack, "start", lambda _services: None)
    return done


def test_a_restore_stops_the_application_only_to_exchange_the_data(
    backups: Backups, done: list[str]
) -> None:
    commands.restore(saved(backups))
    assert done == [
        "load",
        "stop_application",
        "swap",
        "run_jobs",
        "empty_caches",
        "start_application",
        "discard",
    ]


def test_a_backup_that_cannot_be_loaded_stops_nothing(
    backups: Backups, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAILS", "load")
    with pytest.raises(stack.CommandError):
        commands.restore(saved(backups))
    assert done == ["load", "discard"]


def test_a_backup_that_the_code_cannot_use_is_taken_back(
    backups: Backups, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAILS", "run_jobs")
    with pytest.raises(stack.CommandError):
        commands.restore(saved(backups))
    assert done == [
        "load",
        "stop_application",
        "swap",
        "run_jobs",
        "swap",
        "start_application",
        "discard",
    ]


def test_the_script_of_the_database_has_each_action() -> None:
    words = database.command("no-such-action")
    assert words[-1] == "no-such-action"
    text = database.SCRIPT.read_text("utf-8")
    for action in ("dump", "read", "load", "count", "swap", "discard"):
        assert action in text
