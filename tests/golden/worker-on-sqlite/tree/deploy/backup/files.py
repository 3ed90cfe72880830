"""The files of backups: complete or absent, with a checksum, readable only for their owner."""

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

SUFFIX = ".backup"
PARTIAL = ".partial"
CHECKSUM = ".sha256"
BLOCK = 1 << 20


class BackupError(Exception):
    pass


class NewBackup:
    """A backup that is being written; under its final name only once it is complete."""

    def __init__(self, path: Path, final: Path) -> None:
        self.path = path
        self._final = final
        self._digest = hashlib.sha256()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(descriptor, "wb")

    def write(self, block: bytes) -> None:
        self._digest.update(block)
        self._file.write(block)

    def finish(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def publish(self) -> Path:
        digest = self._digest.hexdigest()
        _write(_checksum_of(self._final), f"{digest}  {self._final.name}\n", 0o600)
        self.path.replace(self._final)
        _sync(self._final.parent)
        return self._final

    def close(self) -> None:
        self._file.close()


class Backups:
    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name

    @contextmanager
    def lock(self) -> Iterator[None]:
        """One command at a time; the system releases the lock when its process ends."""
        self._folder.mkdir(exist_ok=True)
        with closing(sqlite3.connect(self._folder / ".lock", timeout=0)) as lock:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                raise BackupError("another backup or restore is running") from error
            yield

    @contextmanager
    def new(self) -> Iterator[NewBackup]:
        for remains in self._folder.glob(f"*{PARTIAL}"):  # of a process that was killed
            remains.unlink()
        final = self._folder / f"{self._name}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}{SUFFIX}"
        if final.exists():
            raise BackupError(f"{final} exists already")
        partial = final.with_name(final.name + PARTIAL)
        try:
            new = NewBackup(partial, final)
            try:
                yield new
            finally:
                new.close()
        finally:
            partial.unlink(missing_ok=True)

    def all(self) -> list[Path]:
        """The newest first: names contain the time."""
        return sorted(self._folder.glob(f"*{SUFFIX}"), reverse=True)

    def newest(self) -> Path:
        for path in self.all():
            return path
        raise BackupError(f"there is no backup in {self._folder}: make backup")

    def verify(self, path: Path) -> None:
        """Compare a backup with its checksum."""
        checksum = _checksum_of(path)
        if not path.is_file():
            raise BackupError(f"{path} does not exist")
        if not checksum.is_file():
            raise BackupError(f"{checksum} is missing, so {path} cannot be verified")
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != checksum.read_text("utf-8").split()[0]:
            raise BackupError(f"{path} is damaged: its checksum differs from {checksum}")

    def remove_old(self, keep: int) -> list[Path]:
        """Remove all but the newest."""
        old = self.all()[max(keep, 1) :]
        for path in old:
            path.unlink()
            _checksum_of(path).unlink(missing_ok=True)
        return old


class Metrics:
    """Gauges in a file for the textfile collector of Prometheus' node_exporter."""

    def __init__(self, path: Path, prefix: str) -> None:
        self._path = path
        self._prefix = f"{prefix}_"

    def update(self, values: Mapping[str, float]) -> None:
        """Replace these values and leave the others."""
        named = {self._prefix + name: str(value) for name, value in values.items()}
        lines = "".join(
            f"# TYPE {name} gauge\n{name} {value}\n"
            for name, value in sorted({**self._read(), **named}.items())
        )
        _write(self._path, lines, 0o644)

    def _read(self) -> dict[str, str]:
        if not self._path.exists():
            return {}
        lines = self._path.read_text("utf-8").splitlines()
        pairs = (line.partition(" ") for line in lines if not line.startswith("#"))
        return {name: value for name, _, value in pairs}


def _checksum_of(path: Path) -> Path:
    return path.with_name(path.name + CHECKSUM)


def _write(path: Path, text: str, mode: int) -> None:
    """Write a file, or leave the old one."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=PARTIAL)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).chmod(mode)
    Path(name).replace(path)


def _sync(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
