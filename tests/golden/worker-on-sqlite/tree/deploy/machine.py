"""Docker on this machine, or on another one that SSH reaches and that needs nothing else."""

import hashlib
import json
import os
import secrets
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


class Failed(Exception):
    """A command that failed; the text says which."""


class Machine:
    def __init__(self, host: str, folder: str) -> None:
        """`host` as SSH takes it, or "" for this machine; `folder` is that of the project there."""
        self.host = host
        self._folder = folder

    def docker(self, *words: str) -> None:
        """Show the command, and what it prints."""
        print(shlex.join(("docker", *words)), flush=True)
        self._call(("docker", *words), subprocess.PIPE if words[0] in ("stop", "rm") else None, b"")

    def told(self, *words: str, script: bytes = b"") -> str:
        """What the command prints; `script` is its standard input."""
        return self._call(("docker", *words), subprocess.PIPE, script)

    def build(self, project: str) -> None:
        """Build the image from this folder, with the engine of the machine."""
        environment = os.environ | {"COMPOSE_PROJECT_NAME": project}
        if self.host:
            # Compose insists on secrets, which the image has no use for and which are not here.
            lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
            environment |= {line[:-1]: "unused" for line in lines if line.endswith("=")}
            environment["DOCKER_HOST"] = f"ssh://{self.host}"
        command = ("docker", "compose", "build")
        print(shlex.join(command), flush=True)
        if _run(command, environment=environment).returncode:
            raise Failed("the image could not be built")

    def send(self) -> None:
        """Copy what Compose reads and mounts; .env stays the one of the machine."""
        if not self.host:
            return
        there = shlex.quote(self._folder)
        if self._ssh(f"test -f {there}/.env").returncode:
            hint = f"ssh {self.host} mkdir -p {there} && scp .env {self.host}:{there}/.env"
            raise Failed(f"{self.host} has no {self._folder}/.env; send one that fits it: {hint}")
        compose = [path.name for path in sorted(ROOT.glob("compose*.yaml"))]
        files = ("tar", "--create", "--exclude=__pycache__", *compose, "deploy")
        packed = _run(files, stdout=subprocess.PIPE)
        unpacked = self._ssh(f"tar --extract --directory {there}", packed.stdout)
        if packed.returncode or unpacked.returncode:
            raise Failed(f"{', '.join(files[3:])} could not be copied to {self.host}")

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Hold a name on the machine: of two that ask for a volume at once, one has made it."""
        owner = secrets.token_hex(8)
        self.told("volume", "create", "--label", f"owner={owner}", name)
        (made,) = json.loads(self.told("volume", "inspect", name))
        if (made["Labels"] or {}).get("owner") != owner:
            hint = f"if it was killed, remove its mark: docker volume rm {name}"
            raise Failed(f"another one holds {name}; {hint}")
        try:
            yield
        finally:
            self.told("volume", "rm", name)

    def digest(self, path: str) -> str:
        """The SHA-256 of a file of the project there; "" for a folder."""
        if self.host:
            file = shlex.quote(path)
            asked = self._ssh(f"test -f {file} && sha256sum {file}")
            return asked.stdout.decode().partition(" ")[0]
        here = Path(path)
        return hashlib.sha256(here.read_bytes()).hexdigest() if here.is_file() else ""

    def inspect(self, *names: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.told("inspect", *names)) if names else []
        return found

    def _call(self, words: tuple[str, ...], stdout: int | None, script: bytes) -> str:
        if self.host:
            line = f"cd {shlex.quote(self._folder)} && {shlex.join(words)}"
            done = self._ssh(line, script, stdout)
        else:
            done = _run(words, script, stdout)
        if done.returncode:
            raise Failed(f"{shlex.join(words)} ended with {done.returncode}")
        return (done.stdout or b"").decode()

    def _ssh(
        self, line: str, script: bytes = b"", stdout: int | None = subprocess.PIPE
    ) -> subprocess.CompletedProcess[bytes]:
        return _run(("ssh", self.host, line), script, stdout)


def _run(
    command: tuple[str, ...],
    script: bytes = b"",
    stdout: int | None = None,
    environment: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603  # words of our own
        command, cwd=ROOT, env=environment, input=script, stdout=stdout, check=False
    )
