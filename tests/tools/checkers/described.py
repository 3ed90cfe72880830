"""Serves a copy of the project in the current folder as `make dev` does, and lets schemathesis send what
/openapi.json describes, and what it does not."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

SCRIPTS = Path(sys.executable).parent
PATIENCE_S = 180  # a cold start beside other checks, which fill every processor
OPTIONS = [
    "--no-color", "--generation-deterministic", "--max-examples=40", "--no-shrink", "--continue-on-failure",
    # a cursor is opaque, and a key may be used once
    "--exclude-checks=positive_data_acceptance",
]


def main() -> None:
    with TemporaryDirectory() as scratch:
        project = Path(scratch) / "project"
        shutil.copytree(".", project)
        port = free_port()
        environment = os.environ | {
            "GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{port}",
            "NO_PROXY": "127.0.0.1",
            "PYTHONPATH": "src",
        }
        with open(Path(scratch) / "log", "w+b") as log:
            server = subprocess.Popen(
                ["make", "--old-file=install", "dev", f"BIN={SCRIPTS}"],
                cwd=project, env=environment, stdout=log, stderr=log, start_new_session=True,
            )
            try:
                url = f"http://127.0.0.1:{port}"
                document = patient_get(f"{url}/openapi.json", server)
                sys.exit(attack(url, document, scratch, environment))
            finally:
                if server.poll() is None:
                    os.killpg(server.pid, signal.SIGTERM)
                server.wait()
                log.seek(0)
                lines = log.read().decode(errors="replace").splitlines()
                errors = [line for line in lines if "Traceback" in line or "error" in line.lower()]
                print("the server said:", *errors[:20], *lines[-10:], sep="\n")


def attack(url: str, document: str, scratch: str, environment: dict[str, str]) -> int:
    described = Path(scratch) / "openapi.json"
    described.write_text(with_simple_patterns(document))
    command = [SCRIPTS / "st", "run", described, f"--url={url}", *OPTIONS]
    return subprocess.run(command, cwd=scratch, env=environment).returncode


def with_simple_patterns(document: str) -> str:
    """Of strings that schemathesis cannot make, or hardly: Unicode classes, addresses of mail servers."""

    def simple(schema: dict[str, object]) -> dict[str, object]:
        if "\\p{" in str(schema.get("pattern")):
            return schema | {"pattern": "^[!-~]+$"}
        if schema.get("format") == "email":
            del schema["format"]
            return schema | {"pattern": r"^[a-z]{1,9}@example\.com$"}
        return schema

    return json.dumps(json.loads(document, object_hook=simple))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def patient_get(url: str, server: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            with urlopen(url, timeout=1) as response:
                return response.read().decode()
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


main()
