"""The stack of this project: commands of Docker Compose."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from deploy.backup.files import BLOCK, NewBackup

APPLICATION = [
    "web",
    "worker",
]
JOBS = [
    "migrate",
]
COMPOSE = ("docker", "compose", "--progress", "quiet")


class CommandError(Exception):
    pass


def variable(name: str) -> str:
    """A variable of the environment or of .env."""
    lines = output(["config", "--environment"]).splitlines()
    values = dict(line.split("=", 1) for line in lines if "=" in line)
    return os.environ.get(name) or values.get(name, "")


def save(words: Sequence[str], new: NewBackup) -> None:
    """Write what a command prints."""
    with _started(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout  # noqa: S101  # it is a pipe
            while block := process.stdout.read(BLOCK):
                new.write(block)
        except BaseException:
            process.kill()
            raise
    _require_success(process, words)
    new.finish()


def feed(words: Sequence[str], path: Path) -> None:
    """Run a command that reads a file as its standard input."""
    with path.open("rb") as file, _started(words, stdin=file, stdout=None) as process:
        process.wait()
    _require_success(process, words)


def run(words: Sequence[str]) -> None:
    with _started(words, stdin=subprocess.DEVNULL, stdout=None) as process:
        process.wait()
    _require_success(process, words)


def output(words: Sequence[str]) -> str:
    with _started(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        printed, _ = process.communicate()
    _require_success(process, words)
    return printed.decode()


def start(services: Sequence[str]) -> None:
    if services:
        run(["up", "--detach", "--wait", "--no-build", *services])


def stop_application() -> None:
    run(["stop", *APPLICATION])


def start_application() -> None:
    run(["up", "--detach", "--wait", "--no-build"])


def run_jobs() -> None:
    for job in JOBS:
        run(["run", "--rm", "--no-deps", "-T", job])


def empty_caches() -> None:
    """There are none outside of the application's processes."""


def _started(
    words: Sequence[str], stdin: int | IO[bytes], stdout: int | None
) -> subprocess.Popen[bytes]:
    command = (*COMPOSE, *words)
    return subprocess.Popen(command, stdin=stdin, stdout=stdout)  # noqa: S603  # words of our own


def _require_success(process: subprocess.Popen[bytes], words: Sequence[str]) -> None:
    if process.returncode:
        raise CommandError(f"docker compose {words[0]} ended with {process.returncode}")
