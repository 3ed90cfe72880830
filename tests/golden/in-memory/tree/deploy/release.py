"""Replaces the running version by the one of this folder, a container at a time: `make release`.

A container goes when one of the new version is ready. If none gets ready, the image before is back,
and so are the containers that it had.
"""

import json
import sys
import time
from typing import Any

from deploy.machine import Failed, Machine

QUIET = ("compose", "--progress", "quiet")
CONFIG = "com.docker.compose.config-hash"
READY_WITHIN_S = 120
# A load balancer asks for addresses every second, and uses one after a second good check.
FOUND_WITHIN_S = 5
READY = """
import sys, urllib.error, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
try:
    opener.open(f"http://127.0.0.1:{sys.argv[1]}/readyz", None, 5)
except urllib.error.HTTPError as error:
    sys.exit(error.code != 404 and f"/readyz is {error.code}")
"""


class Release:
    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        config = json.loads(machine.told("compose", "config", "--format", "json"))
        self._project = config["name"]
        self._services: dict[str, dict[str, Any]] = config["services"]
        self._web = next(name for name, one in self._services.items() if "build" in one)
        self._image = self._services[self._web]["image"]

    def run(self) -> None:
        with self._machine.lock(f"{self._project}_release"):
            self._release()

    def _release(self) -> None:
        start = time.monotonic()
        before = self._containers(self._web)
        self._machine.build(self._project)
        built = self._machine.inspect(self._image)[0]["Id"]
        if before:
            self._replace(before, built)
        self._machine.docker(*QUIET, "up", "--detach", "--no-build", "--wait")
        self._restart_what_reads_other_files()
        print(f"{self._image} is {built[7:19]} after {time.monotonic() - start:.0f} s")

    def _replace(self, before: list[dict[str, Any]], built: str) -> None:
        old = next((one["Image"] for one in before if one["Image"] != built), built)
        try:
            for job in self._of_image(restart=False):
                self._machine.docker(*QUIET, "run", "--rm", "--no-deps", "-T", job)
            told = self._machine.told("compose", "config", "--hash", "*")
            self._replace_containers(built, dict(line.split() for line in told.splitlines()))
        except (Failed, KeyboardInterrupt):
            print(f"failed: back to {old[7:19]}", flush=True)
            self._machine.docker("tag", old, self._image)
            self._replace_containers(old)
            raise

    def _replace_containers(self, image: str, configs: dict[str, str] | None = None) -> None:
        """Those of other images, and of other configurations if the hashes of these are given."""
        for service in self._of_image(restart=True):
            config = configs[service] if configs else None
            if "ports" in self._services[service]:  # two cannot have the same port
                if self._outdated(service, image, config):
                    up = (*QUIET, "up", "--detach", "--no-deps", "--no-build", service)
                    self._machine.docker(*up)
                    self._wait_until_ready(service, self._containers(service)[0]["Id"])
                continue
            while outdated := self._outdated(service, image, config):
                self._start_another(service)
                self._machine.docker("stop", outdated[0])
                self._machine.docker("rm", outdated[0])

    def _outdated(self, service: str, image: str, config: str | None) -> list[str]:
        return [
            one["Name"][1:]
            for one in self._containers(service)
            if one["Image"] != image or (config and one["Config"]["Labels"][CONFIG] != config)
        ]

    def _start_another(self, service: str) -> None:
        known = [one["Id"] for one in self._containers(service)]
        scale = ("--scale", f"{service}={len(known) + 1}", service)
        up = (*QUIET, "up", "--detach", "--no-deps", "--no-build", "--no-recreate", *scale)
        started: list[str] = []
        try:
            self._machine.docker(*up)
            started = [one["Id"] for one in self._containers(service) if one["Id"] not in known]
            for one in started:
                self._wait_until_ready(service, one)
        except (Failed, KeyboardInterrupt):
            for one in started:
                self._machine.docker("rm", "--force", one)
            raise

    def _wait_until_ready(self, service: str, container: str) -> None:
        try:
            self._expect_ready(service, container)
        except Failed:
            self._machine.docker("logs", "--tail", "20", container)
            raise

    def _expect_ready(self, service: str, container: str) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while not self._is_healthy(container):
            if time.monotonic() > deadline:
                raise Failed(f"a container of {service} is not healthy after {READY_WITHIN_S} s")
            time.sleep(0.5)
        if service == self._web:
            web = self._services[service]
            port = str(web["ports"][0]["target"]) if "ports" in web else web["expose"][0]
            self._machine.told("exec", "-i", container, "python", "-", port, script=READY.encode())
            time.sleep(FOUND_WITHIN_S)

    def _is_healthy(self, container: str) -> bool:
        (found,) = self._machine.inspect(container)
        state = found["State"]
        if found["RestartCount"] > 1 or state["Status"] in ("exited", "dead"):
            raise Failed(f"{found['Name'][1:]} ended with {state['ExitCode']}")
        return "Health" not in state or state["Health"]["Status"] == "healthy"

    def _restart_what_reads_other_files(self) -> None:
        """A mounted file that was replaced is still the one before to a container that runs."""
        for name, service in self._services.items():
            files = [one for one in service.get("volumes", []) if one["type"] == "bind"]
            digests = {one["target"]: self._machine.digest(one["source"]) for one in files}
            known = [target for target, digest in digests.items() if digest]
            if not known or not self._containers(name):
                continue
            read = self._machine.told("compose", "exec", "-T", name, "sha256sum", *known)
            if read.split()[::2] != [digests[target] for target in known]:
                self._machine.docker("compose", "restart", name)

    def _of_image(self, *, restart: bool) -> list[str]:
        """Those that run the image and end, or are restarted; the web service is the last."""
        names = [
            name
            for name, service in self._services.items()
            if service.get("image") == self._image and (service.get("restart") != "no") == restart
        ]
        return sorted(names, key=lambda name: name == self._web)

    def _containers(self, service: str) -> list[dict[str, Any]]:
        ids = self._machine.told("compose", "ps", "--all", "--quiet", service).split()
        return sorted(self._machine.inspect(*ids), key=lambda one: one["Created"])


if __name__ == "__main__":
    host, folder = (*sys.argv[1:], "", "")[:2]
    machine = Machine(host, folder)
    try:
        machine.send()
        Release(machine).run()
    except Failed as failure:
        sys.exit(str(failure))
    except KeyboardInterrupt:
        sys.exit(130)
