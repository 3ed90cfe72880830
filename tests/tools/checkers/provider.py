"""Serves a copy of the project in the current folder as `make dev` does, with the tokens of an OpenID provider that is
stopped and comes back with other keys while requests run. None may fail."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

SCRIPTS = Path(sys.executable).parent
PATIENCE_S = 180  # a cold start beside other checks, which fill every processor
ROTATIONS = 3
CLIENTS = 4
ADA = {"sub": "ada", "email": "ada@example.com", "email_verified": True, "roles": ["staff"]}
REDIRECT = "http://client.example/back"


class Provider:
    def __init__(self) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        self.start()

    def start(self) -> None:
        port = self.url.rpartition(":")[2]
        command = [SCRIPTS / "oidc-provider-mock", "--port", port, "--user-claims", json.dumps(ADA)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        patient(lambda: httpx.get(f"{self.url}/jwks").is_success)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()

    def token(self) -> str:
        asked = {"client_id": "shop", "response_type": "code", "redirect_uri": REDIRECT, "scope": "openid email"}
        login = httpx.post(f"{self.url}/oauth2/authorize", params=asked, data={"sub": ADA["sub"]})
        code = re.search(r"code=([^&]+)", login.headers["Location"])
        assert code, login.text
        given = {"grant_type": "authorization_code", "code": code[1], "redirect_uri": REDIRECT}
        answer = httpx.post(f"{self.url}/oauth2/token", data=given, auth=("shop", "secret"))
        return answer.json()["id_token"]


class Requests:
    """Clients that read with the newest token."""

    def __init__(self, url: str, token: str) -> None:
        self.token = token
        self.statuses: Counter[int] = Counter()
        self.over = False
        self.threads = [threading.Thread(target=self.go_on, args=(url,)) for _ in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def go_on(self, url: str) -> None:
        with httpx.Client(base_url=url, timeout=30) as client:
            while not self.over:
                answer = client.get("/api/orders", headers={"Authorization": f"Bearer {self.token}"})
                self.statuses[answer.status_code] += 1
                time.sleep(0.01)

    def end(self) -> None:
        self.over = True
        for thread in self.threads:
            thread.join()


def main() -> None:
    provider = Provider()
    with TemporaryDirectory() as scratch:
        project = Path(scratch) / "project"
        shutil.copytree(".", project)
        port = free_port()
        environment = os.environ | {
            "GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{port}",
            "NO_PROXY": "127.0.0.1",
            "OIDC_AUDIENCE": "shop",
            "OIDC_ISSUER": provider.url,
            "PYTHONPATH": "src",
        }
        with open(Path(scratch) / "log", "w+b") as log:
            server = subprocess.Popen(
                ["make", "--old-file=install", "dev", f"BIN={SCRIPTS}"],
                cwd=project, env=environment, stdout=log, stderr=log, start_new_session=True,
            )
            try:
                url = f"http://127.0.0.1:{port}"
                patient(lambda: httpx.get(f"{url}/livez").is_success)
                rotate(provider, url)
            finally:
                provider.stop()
                if server.poll() is None:
                    os.killpg(server.pid, signal.SIGTERM)
                server.wait()
                log.seek(0)
                print(*log.read().decode(errors="replace").splitlines()[-10:], sep="\n")


def rotate(provider: Provider, url: str) -> None:
    first = provider.token()
    requests = Requests(url, first)
    try:
        for _ in range(ROTATIONS):
            time.sleep(1)
            provider.stop()
            time.sleep(1)
            provider.start()
            requests.token = provider.token()
        time.sleep(1)
    finally:
        requests.end()
    refused = httpx.get(f"{url}/api/orders", headers={"Authorization": f"Bearer {first}"})
    print(dict(requests.statuses), "and a token of the first key:", refused.status_code)
    assert set(requests.statuses) == {200}
    assert requests.statuses[200] > 100
    assert refused.status_code == 401


def patient(look) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            if look():
                return
        except httpx.TransportError:
            pass
        if time.monotonic() > deadline:
            sys.exit("nothing answers")
        time.sleep(0.1)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


main()
