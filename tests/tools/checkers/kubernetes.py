"""What compose.yaml says of every service, deploy/kubernetes says too: run in a project."""

import re
import subprocess
import sys

import kubernetes_validate
import yaml

CLUSTER = "deploy/kubernetes"
# What a pod cannot say: the node limits processes and keeps logs; its runtime clears processes away.
ELSEWHERE = {"build", "expose", "init", "logging", "restart", "security_opt", "ports"}
KNOWN = ELSEWHERE | {
    "cap_add", "cap_drop", "command", "depends_on", "deploy", "environment", "healthcheck", "image", "networks",
    "read_only", "stop_grace_period", "stop_signal", "tmpfs", "user", "volumes",
}
# A cluster has a Prometheus of its own, which finds the pods by their ports.
MONITORING = re.compile(r"prometheus|alertmanager|.+-metrics")
CONFINED = {
    "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
}


def built(folder: str) -> list[dict]:
    said = subprocess.run(["kubectl", "kustomize", folder], check=True, capture_output=True, text=True)
    return [document for document in yaml.safe_load_all(said.stdout) if document]


def referred(text: object) -> str:
    return re.sub(r"\$\{(\w+):[^}]*\}", r"$(\1)", str(text)).replace("$$", "$")


class Cluster:
    def __init__(self, documents: list[dict]) -> None:
        self.by_kind: dict[str, dict[str, dict]] = {}
        for document in documents:
            self.by_kind.setdefault(document["kind"], {})[document["metadata"]["name"]] = document
        self.workloads = {
            name: document
            for kind in ("Deployment", "StatefulSet", "Job")
            for name, document in self.by_kind.get(kind, {}).items()
        }

    def environment(self, container: dict) -> dict[str, str]:
        values = {}
        for source in container.get("envFrom", []):
            values |= self.by_kind["ConfigMap"][source["configMapRef"]["name"]]["data"]
        for item in container.get("env", []):
            secret = item.get("valueFrom", {}).get("secretKeyRef", {}).get("key")
            values[item["name"]] = f"$({secret})" if secret else item["value"]
        return values


def differences(name: str, service: dict, compose: dict, cluster: Cluster):
    def differs(what: str, here: object, there: object):
        if here != there:
            yield f"{name}: {what}: Compose says {here!r}, Kubernetes {there!r}"

    for key in service.keys() - KNOWN:
        yield f"{name}: nothing says what `{key}` is in Kubernetes"
    workload = cluster.workloads.get(name)
    if workload is None:
        fillers = [
            init
            for other in cluster.workloads.values()
            for init in other["spec"]["template"]["spec"].get("initContainers", [])
            if init["name"] == name
        ]
        if not fillers:
            yield f"{name}: is in Compose alone"
        for filler in fillers:
            yield from differs("command", [referred(word) for word in service["command"]], filler["args"])
        return
    template = workload["spec"]["template"]
    pod, labels = template["spec"], template["metadata"]["labels"]
    (container,) = pod["containers"]
    image = container["image"]
    own = re.sub(r"\$\{COMPOSE_PROJECT_NAME:-(.+)\}", r"\1", service["image"])
    yield from differs("image", own, re.sub(r":latest$", "", image))
    yield from differs("command", [referred(word) for word in service.get("command", [])], container.get("args", []))
    told = {key: referred(value) for key, value in (service.get("environment") or {}).items()}
    there = cluster.environment(container)
    # What another one refers to, as one's own variable does to itself.
    for key in there.keys() - told.keys():
        if there[key] == f"$({key})":
            del there[key]
    yield from differs("environment", told, there)
    names = [item["name"] for item in container.get("env", [])]
    if len(names) > len(set(names)):
        yield f"{name}: a variable stands twice"

    limits = service["deploy"]["resources"]["limits"]
    for kind in ("requests", "limits"):
        there = container["resources"][kind]
        yield from differs(f"memory, {kind}", mebibytes(limits["memory"].replace("m", "Mi")), mebibytes(there["memory"]))
        yield from differs(f"processors, {kind}", float(limits["cpus"]), cores(there["cpu"]))
    scaler = cluster.by_kind["HorizontalPodAutoscaler"].get(name)
    count = scaler["spec"]["minReplicas"] if scaler else workload["spec"].get("replicas", 1)
    yield from differs("replicas", service["deploy"].get("replicas", 1), count)

    health = service.get("healthcheck")
    if health:
        probe = container["readinessProbe"]
        kind, *words = (referred(word) for word in health["test"])
        words = ["/bin/sh", "-c", *words] if kind == "CMD-SHELL" else words
        for which in container.keys() & {"livenessProbe", "startupProbe", "readinessProbe"}:
            if "exec" in container[which]:
                yield from differs(which, words, container[which]["exec"]["command"])
                continue
            asked = container[which]["httpGet"]
            # Whether it is ready, Compose leaves to the load balancer: either that one asks each pod, or all pods stay.
            if which == ("readinessProbe" if cluster.by_kind["Service"][name]["spec"].get("publishNotReadyAddresses") else "startupProbe"):
                yield from differs(which, "/readyz", asked["path"])
            elif f"/127.0.0.1/{asked['port']} && printf 'GET {asked['path']} " not in health["test"][-1]:
                yield f"{name}: {which} asks for {asked['path']}"
        yield from differs("interval", health["interval"], f"{probe['periodSeconds']}s")
        yield from differs("timeout", health["timeout"], f"{probe['timeoutSeconds']}s")
        yield from differs("retries", health["retries"], probe["failureThreshold"])
        lasts = container["startupProbe"]
        start = int(str(health.get("start_period", "0s"))[:-1]) + health["retries"] * probe["periodSeconds"]
        if lasts["failureThreshold"] * lasts["periodSeconds"] < start:
            yield f"{name}: is given less time to start"

    networks = {label.removeprefix("network-") for label in labels if label.startswith("network-")}
    yield from differs("networks", set(service["networks"]), networks)
    targets = {entry.split(":")[1] for entry in service.get("volumes", [])} | {path.partition(":")[0] for path in service.get("tmpfs", [])}
    mounts = {mount["mountPath"]: mount for mount in container.get("volumeMounts", [])}
    yield from differs("mounts", targets, set(mounts))
    for entry in service.get("volumes", []):
        yield from differs(entry, entry.endswith(":ro"), mounts.get(entry.split(":")[1], {}).get("readOnly", False))
    for waited, how in (service.get("depends_on") or {}).items():
        inits = {init["name"]: init for init in pod.get("initContainers", [])}
        done = how["condition"] == "service_completed_successfully"
        if how["condition"] == "service_started":
            continue
        heard = any(word.startswith(f"{waited}:") for word in inits.get("wait", {}).get("command", []))
        if not (({f"after-{waited}", waited} & inits.keys()) if done else heard):
            yield f"{name}: does not wait for {waited}"
    grace = service.get("stop_grace_period")
    if grace:
        before = container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
        yield from differs("stop grace", grace, f"{pod['terminationGracePeriodSeconds'] - before}s")
    spread = pod.get("topologySpreadConstraints", [])
    if workload["kind"] == "Deployment":
        # A node without a label of one constraint counts for none of them.
        yield from differs("spread over", ["kubernetes.io/hostname"], [one["topologyKey"] for one in spread])
        terms = pod["affinity"]["podAntiAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"]
        yield from differs("apart by", ["topology.kubernetes.io/zone"], [one["podAffinityTerm"]["topologyKey"] for one in terms])

    for init in pod.get("initContainers", []):
        volumes = {volume["name"]: volume for volume in pod["volumes"]}
        sources = [volumes[mount["name"]].get("configMap") for mount in init.get("volumeMounts", [])]
        read = "".join(
            text
            for source in sources
            if source
            for text in cluster.by_kind["ConfigMap"][source["name"]]["data"].values()
        )
        for sought in re.findall(r'"s\|([^|]+)\|', init["command"][-1] if read else ""):
            if sought not in read:
                yield f"{name}: `{sought}` stands in none of its files"
    for one in [container, *pod.get("initContainers", [])]:
        added = service.get("cap_add") if one is container else None
        confined = CONFINED | {"capabilities": CONFINED["capabilities"] | ({"add": added} if added else {})}
        yield from differs(f"confinement of {one['name']}", confined, one["securityContext"])
        if "limits" not in one["resources"] or "requests" not in one["resources"]:
            yield f"{name}: {one['name']} has no limits"
    if pod["securityContext"].get("runAsNonRoot") is not True or pod["securityContext"].get("runAsUser") == 0:
        yield f"{name}: may be root"
    yield from differs("seccomp", {"type": "RuntimeDefault"}, pod["securityContext"].get("seccompProfile"))
    if workload["kind"] == "Deployment" and name not in cluster.by_kind["PodDisruptionBudget"]:
        yield f"{name}: all of it may be gone at once"


# The lists that the API merges, and the field by which it knows an item.
MERGED = {
    "containers": "name", "env": "name", "initContainers": "name", "volumeMounts": "mountPath", "volumes": "name",
}
# What an API server stores as it is written.
CANONICAL = re.compile(r"[1-9]\d*|[1-9]\d{0,2}m|0|[1-9]\d*(?:Mi|Gi)")
# It drops what is behind a feature that is off.
DROPPED = {"stopSignal"}


def mebibytes(text: str) -> int:
    return int(text[:-2]) * {"Mi": 1, "Gi": 1024}[text[-2:]]


def cores(text: str) -> float:
    return int(text[:-1]) / 1000 if text.endswith("m") else float(text)


def stored(place: str, value: object):
    """What an API server would refuse, or not store as it is written."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from stored(f"{place}[{item.get('name', number) if isinstance(item, dict) else number}]", item)
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        if key in MERGED and isinstance(item, list):
            names = [one[MERGED[key]] for one in item]
            for name in {name for name in names if names.count(name) > 1}:
                yield f"{place}.{key}: {name} stands twice"
        if key in DROPPED:
            yield f"{place}.{key}: is not stored"
        if key in ("requests", "limits"):
            for kind, amount in item.items():
                text = str(amount)
                whole = text.endswith("Mi") and int(text[:-2]) % 1024 == 0
                if not isinstance(amount, str) or not CANONICAL.fullmatch(text) or whole:
                    yield f"{place}.{key}.{kind}: {amount!r} is stored in another form"
        yield from stored(f"{place}.{key}", item)


def policies(compose: dict, cluster: Cluster):
    found = cluster.by_kind["NetworkPolicy"]
    used = {network for service in compose["services"].values() for network in service["networks"]}
    for name in used:
        network = compose["networks"][name]
        outside = any("ipBlock" in peer for rule in found[f"network-{name}"]["spec"]["egress"] for peer in rule["to"])
        if outside == bool((network or {}).get("internal")):
            yield f"network {name}: Compose and Kubernetes differ on what it reaches"
        for rule in found[f"network-{name}"]["spec"]["egress"]:
            for peer in rule["to"]:
                if "ipBlock" in peer and not {"10.0.0.0/8", "169.254.0.0/16"} <= set(peer["ipBlock"]["except"]):
                    yield f"network {name}: reaches the cluster itself, or the credentials of its machines"
    if found["default-deny"]["spec"]["podSelector"]:
        yield "a pod without a network may reach everything"


def main() -> None:
    with open("compose.yaml", encoding="utf-8") as file:
        compose = yaml.safe_load(file)
    services = compose["services"]
    compose["services"] = {name: service for name, service in services.items() if not MONITORING.fullmatch(name)}
    found = []
    documents = {folder: built(f"{CLUSTER}/{folder}") for folder in ("base", "overlays/production")}
    for folder, all_of in documents.items():
        for document in all_of:
            try:
                kubernetes_validate.validate(document, "1.33", strict=True)
            except kubernetes_validate.ValidationError as error:
                found.append(f"{folder}: {document['kind']} {document['metadata']['name']}: {error.message}")
            if document["kind"] == "Namespace":
                found.append(f"{folder}: holds the namespace: to delete the overlay would delete all volumes and secrets")
            found += stored(f"{folder}: {document['kind']} {document['metadata']['name']}", document)
            if document["kind"] == "Secret":
                found.append(f"{folder}: holds the secret {document['metadata']['name']}")
    kept = [document["metadata"]["name"] for document in documents["overlays/production"] if document["kind"] == "StatefulSet"]
    found += [f"production: {name} runs in the cluster" for name in kept]
    cluster = Cluster(documents["base"])
    for name, service in compose["services"].items():
        found += differences(name, service, compose, cluster)
    found += [f"{name}: is in Kubernetes alone" for name in cluster.workloads.keys() - compose["services"].keys()]
    found += policies(compose, cluster)
    if found:
        sys.exit("\n".join(found))


main()
