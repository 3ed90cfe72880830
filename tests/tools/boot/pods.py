"""Runs what `deploy/kubernetes/overlays/development` says on a Docker engine: PROJECT NAME SERVICE PORT.

It is no cluster: nothing is scheduled or scaled, and no NetworkPolicy is kept. What it keeps is what a pod says of
itself: the order of its containers, users, read-only roots, capabilities, limits, variables, files and volumes, when it
is ready, and that a Service leads only to pods that are. Says `ready` once all are; ends with its standard input.
"""

import base64
import functools
import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import yaml

PROJECT, NAME, ENTRY, PORT = Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
OVERLAY = "deploy/kubernetes/overlays/development"
PATIENCE_S = 180
FORWARD = """
import asyncio, random, sys
ports, targets = sys.argv[1].split(","), sys.argv[2].split(",")
async def pump(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()
async def main():
    def server(port):
        async def serve(reader, writer):
            there = await asyncio.open_connection(random.choice(targets), port)
            await asyncio.gather(pump(reader, there[1]), pump(there[0], writer), return_exceptions=True)
        return asyncio.start_server(serve, "0.0.0.0", port)
    servers = [await server(int(port)) for port in ports]
    await asyncio.gather(*(one.serve_forever() for one in servers))
asyncio.run(main())
"""


def docker(*arguments: str, check: bool = True) -> str:
    said = subprocess.run(["docker", *arguments], capture_output=True, text=True)
    if check and said.returncode:
        raise RuntimeError(f"docker {' '.join(arguments)}\n{said.stdout}{said.stderr}")
    return said.stdout.strip()


def expanded(text: str, variables: dict[str, str]) -> str:
    return re.sub(r"\$\((\w+)\)", lambda found: variables.get(found[1], found[0]), text)


class Cluster:
    def __init__(self, documents: list[dict], scratch: Path) -> None:
        self.by_kind: dict[str, dict[str, dict]] = {}
        for document in documents:
            self.by_kind.setdefault(document["kind"], {})[document["metadata"]["name"]] = document
        (self.namespace,) = {document["metadata"]["namespace"] for document in documents}
        self.scratch = scratch
        self.ready: dict[str, list[str]] = {}
        self.lock = threading.Lock()
        self.failed: list[str] = []

    def run(self) -> None:
        docker("network", "create", "--label", f"pods={NAME}", NAME)
        pods = [
            Pod(self, document, number)
            for kind in ("StatefulSet", "Job", "Deployment")
            for document in self.by_kind.get(kind, {}).values()
            for number in range(self.replicas(document))
        ]
        threads = [threading.Thread(target=pod.live, daemon=True) for pod in pods]
        for thread in threads:
            thread.start()
        until = time.monotonic() + PATIENCE_S
        while any(thread.is_alive() for thread in threads) and not self.failed and time.monotonic() < until:
            time.sleep(0.1)
        late = [pod.name for pod, thread in zip(pods, threads, strict=True) if thread.is_alive()]
        if self.failed or late:
            logs = "\n".join(pod.logs() for pod in pods if pod.name in late)
            raise RuntimeError("\n".join([*self.failed, f"not ready: {late}", logs]))
        while not answers("127.0.0.1", int(PORT), "/livez", {}, 5) and time.monotonic() < until:
            time.sleep(0.1)

    def replicas(self, document: dict) -> int:
        for scaler in self.by_kind.get("HorizontalPodAutoscaler", {}).values():
            if scaler["spec"]["scaleTargetRef"]["name"] == document["metadata"]["name"]:
                return scaler["spec"]["minReplicas"]
        return document["spec"].get("replicas", 1)

    def services_of(self, labels: dict[str, str]) -> list[dict]:
        services = self.by_kind["Service"].values()
        return [service for service in services if service["spec"]["selector"].items() <= labels.items()]

    def lead_to(self, service: dict, address: str, wanted: int) -> None:
        """Its name is there once every pod behind it is ready."""
        name = service["metadata"]["name"]
        with self.lock:
            targets = self.ready.setdefault(name, [])
            targets.append(address)
            if len(targets) < wanted or unready_too(service) and name != ENTRY:
                return
        ports = [str(port["port"]) for port in service["spec"]["ports"]]
        published = ["--publish", f"127.0.0.1:{PORT}:{ports[0]}"] if name == ENTRY else []
        aliases = [] if unready_too(service) else self.aliases(name)
        forward = ["python:3.13-slim", "python", "-c", FORWARD, ",".join(ports), ",".join(targets)]
        docker("run", "--detach", "--label", f"pods={NAME}", "--network", NAME, *aliases, *published, *forward)

    def aliases(self, service: str) -> list[str]:
        names = (service, f"{service}.{self.namespace}", f"{service}.{self.namespace}.svc.cluster.local")
        return [word for name in names for word in ("--network-alias", name)]

    def value(self, source: dict) -> str:
        secret = self.by_kind["Secret"][source["secretKeyRef"]["name"]]
        return base64.b64decode(secret["data"][source["secretKeyRef"]["key"]]).decode()


def unready_too(service: dict) -> bool:
    return service["spec"].get("publishNotReadyAddresses", False)


class Pod:
    def __init__(self, cluster: Cluster, document: dict, number: int) -> None:
        self.cluster = cluster
        self.wanted = cluster.replicas(document)
        self.job = document["kind"] == "Job"
        self.name = f"{NAME}-{document['metadata']['name']}-{number}"
        template = document["spec"]["template"]
        self.labels, self.spec = template["metadata"]["labels"], template["spec"]
        self.folder = cluster.scratch / self.name
        self.claims = [claim["metadata"]["name"] for claim in document["spec"].get("volumeClaimTemplates", [])]

    def live(self) -> None:
        try:
            self.make_volumes()
            for container in self.spec.get("initContainers", []):
                self.finish(container)
            (container,) = self.spec["containers"]
            if self.job:
                self.finish(container)
                return
            docker("run", "--detach", "--name", self.name, *self.aliases(), *self.arguments(container))
            where = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}"
            address = docker("inspect", "--format", where, self.name)
            self.wait_for(container, "startupProbe", address)
            self.wait_for(container, "readinessProbe", address)
            for service in self.cluster.services_of(self.labels):
                self.cluster.lead_to(service, address, self.wanted)
        except Exception as error:  # told by the thread that waits
            self.cluster.failed.append(f"{self.name}: {error}\n{self.logs()}")

    def finish(self, container: dict) -> None:
        docker("run", "--rm", "--name", f"{self.name}-{container['name']}", *self.arguments(container))

    def logs(self) -> str:
        said = subprocess.run(["docker", "logs", "--tail", "20", self.name], capture_output=True, text=True)
        return said.stdout + said.stderr

    def aliases(self) -> list[str]:
        services = filter(unready_too, self.cluster.services_of(self.labels))
        return [word for service in services for word in self.cluster.aliases(service["metadata"]["name"])]

    def make_volumes(self) -> None:
        group = int(self.user(self.spec["containers"][0]["image"]).split(":")[1])
        for name in [volume["name"] for volume in self.spec.get("volumes", [])] + self.claims:
            folder = self.folder / name
            folder.mkdir(parents=True)
            if os.geteuid() == 0:
                os.chown(folder, 0, group)
            folder.chmod(0o2775 if name in self.claims else 0o2777)
        for volume in self.spec.get("volumes", []):
            if "configMap" in volume:
                files = self.cluster.by_kind["ConfigMap"][volume["configMap"]["name"]]["data"]
                for name, text in files.items():
                    (self.folder / volume["name"] / name).write_text(text)

    def arguments(self, container: dict) -> list[str]:
        confined, limits = container["securityContext"], container["resources"]["limits"]
        arguments = ["--label", f"pods={NAME}", "--network", NAME, "--init"]
        arguments += ["--dns-search", f"{self.cluster.namespace}.svc.cluster.local"]
        arguments += ["--memory", limits["memory"].replace("Mi", "m"), "--cpus", str(cpus(limits["cpu"]))]
        arguments += [word for what in confined["capabilities"]["drop"] for word in ("--cap-drop", what)]
        if confined["readOnlyRootFilesystem"]:
            arguments.append("--read-only")
        if not confined["allowPrivilegeEscalation"]:
            arguments += ["--security-opt", "no-new-privileges"]
        arguments += ["--user", self.user(container["image"])]
        variables = self.variables(container)
        arguments += [word for name, value in variables.items() for word in ("--env", f"{name}={value}")]
        for mount in container.get("volumeMounts", []):
            source = self.folder / mount["name"] / mount.get("subPath", "")
            arguments += ["--volume", f"{source}:{mount['mountPath']}{':ro' if mount.get('readOnly') else ''}"]
        command = [expanded(word, variables) for word in container.get("command", [])]
        if command:
            arguments += ["--entrypoint", command[0]]
        given = [expanded(word, variables) for word in container.get("args", [])]
        return [*arguments, container["image"], *command[1:], *given]

    def user(self, image: str) -> str:
        context = self.spec["securityContext"]
        user = context.get("runAsUser") or docker("image", "inspect", "--format", "{{.Config.User}}", image)
        name = named(self.labels["app.kubernetes.io/name"])
        if "TIERUP_IMAGES" in os.environ and name.isalpha():
            # images that are made here bear the official names, but number their users as they like
            user = number(image, name)
        if not str(user).isdigit() or int(user) == 0:
            raise RuntimeError(f"{image} runs as `{user}`: a cluster cannot tell that this is not root")
        return f"{user}:{user}"

    def variables(self, container: dict) -> dict[str, str]:
        values: dict[str, str] = {}
        for source in container.get("envFrom", []):
            values |= self.cluster.by_kind["ConfigMap"][source["configMapRef"]["name"]]["data"]
        for item in container.get("env", []):
            source = item.get("valueFrom")
            values[item["name"]] = self.cluster.value(source) if source else expanded(item["value"], values)
        return values

    def wait_for(self, container: dict, kind: str, address: str) -> None:
        probe = container.get(kind)
        for _ in range(probe["failureThreshold"] if probe else 0):
            if self.holds(probe, address):
                return
            if docker("inspect", "--format", "{{.State.Running}}", self.name) != "true":
                raise RuntimeError("has ended")
            time.sleep(probe["periodSeconds"])
        if probe:
            raise RuntimeError(f"its {kind} fails")

    def holds(self, probe: dict, address: str) -> bool:
        if "exec" in probe:
            said = subprocess.run(["docker", "exec", self.name, *probe["exec"]["command"]], capture_output=True)
            return said.returncode == 0
        asked = probe["httpGet"]
        headers = {header["name"]: header["value"] for header in asked.get("httpHeaders", [])}
        return answers(address, asked["port"], asked["path"], headers, probe["timeoutSeconds"])


def answers(address: str, port: int, path: str, headers: dict[str, str], timeout_s: int) -> bool:
    connection = http.client.HTTPConnection(address, port, timeout=timeout_s)
    try:
        connection.request("GET", path, headers=headers)
        return 200 <= connection.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def named(service: str) -> str:
    return yaml.safe_load((PROJECT / "compose.yaml").read_text())["services"][service].get("user", "")


@functools.cache
def number(image: str, user: str) -> str:
    return docker("run", "--rm", "--entrypoint", "id", image, "-u", user)


def cpus(text: str) -> float:
    return int(text[:-1]) / 1000 if str(text).endswith("m") else float(text)


def main() -> None:
    shutil.copy(PROJECT / ".env", PROJECT / OVERLAY / ".env")
    built = subprocess.run(["kubectl", "kustomize", OVERLAY], cwd=PROJECT, check=True, capture_output=True, text=True)
    documents = [document for document in yaml.safe_load_all(built.stdout) if document]
    scratch = Path(tempfile.mkdtemp(prefix="pods-"))
    scratch.chmod(0o755)
    try:
        Cluster(documents, scratch).run()
        print("ready", flush=True)
        sys.stdin.read()
    finally:
        left = docker("ps", "--all", "--quiet", "--filter", f"label=pods={NAME}").split()
        if left:
            docker("rm", "--force", "--volumes", *left)
        docker("network", "rm", NAME, check=False)
        shutil.rmtree(scratch, ignore_errors=True)


main()
