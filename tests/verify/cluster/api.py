"""A small API server for the real kubectl: it accepts any object as a dry run, and changes nothing.

Arguments: a file for its port, a file for the requests, and, as `NAME=STATUS MESSAGE`, kinds that it refuses, and
resources for which nothing is allowed.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

KINDS = {
    "v1": ["ConfigMap", "Namespace", "Secret", "Service"],
    "apps/v1": ["Deployment", "StatefulSet"],
    "autoscaling/v2": ["HorizontalPodAutoscaler"],
    "batch/v1": ["Job"],
    "networking.k8s.io/v1": ["Ingress", "NetworkPolicy"],
    "policy/v1": ["PodDisruptionBudget"],
    "authorization.k8s.io/v1": ["SelfSubjectAccessReview"],
}
REASONS = {403: "Forbidden", 404: "NotFound", 422: "Invalid"}
REFUSED = dict(one.split("=", 1) for one in sys.argv[3:])


def plural(kind: str) -> str:
    name = kind.lower()
    return name[:-1] + "ies" if name.endswith("y") else name + ("es" if name.endswith("s") else "s")


def path_of(version: str) -> str:
    return f"/apis/{version}" if "/" in version else f"/api/{version}"


def resources(version: str) -> dict[str, object]:
    return {
        "kind": "APIResourceList",
        "apiVersion": "v1",
        "groupVersion": version,
        "resources": [
            {
                "name": plural(kind),
                "singularName": kind.lower(),
                "namespaced": kind not in ("Namespace", "SelfSubjectAccessReview"),
                "kind": kind,
                "verbs": ["create", "get", "list", "patch"],
            }
            for kind in KINDS[version]
        ],
    }


def groups() -> dict[str, object]:
    versions = [version for version in KINDS if "/" in version]
    of = [{"groupVersion": version, "version": version.split("/")[1]} for version in versions]
    named = [
        {"name": one["groupVersion"].split("/")[0], "versions": [one], "preferredVersion": one} for one in of
    ]
    return {"kind": "APIGroupList", "apiVersion": "v1", "groups": named}


def description(version: str) -> dict[str, object]:
    """What kubectl reads of it: which kinds there are, and that requests can be dry runs."""
    group, _, number = version.rpartition("/")
    parameters = [{"name": name, "in": "query"} for name in ("dryRun", "fieldValidation")]
    paths = {}
    schemas = {}
    for kind in KINDS[version]:
        known = [{"group": group, "version": number, "kind": kind}]
        action = {"parameters": parameters, "x-kubernetes-group-version-kind": known[0]}
        paths[f"{path_of(version)}/namespaces/{{namespace}}/{plural(kind)}/{{name}}"] = {"patch": action}
        schemas[kind] = {"type": "object", "x-kubernetes-group-version-kind": known}
    return {"openapi": "3.0.0", "info": {}, "paths": paths, "components": {"schemas": schemas}}


def answer(path: str) -> dict[str, object] | None:
    if path == "/version":
        return {"major": "1", "minor": "33", "gitVersion": "v1.33.0"}
    if path == "/api":
        return {"kind": "APIVersions", "versions": ["v1"]}
    if path == "/apis":
        return groups()
    if path == "/openapi/v3":
        names = {path_of(version).lstrip("/"): version for version in KINDS}
        return {"paths": {name: {"serverRelativeURL": f"/openapi/v3/{name}"} for name in names}}
    if path == "/api/v1/namespaces":
        return {"kind": "NamespaceList", "apiVersion": "v1", "metadata": {}, "items": []}
    for version in KINDS:
        if path == path_of(version):
            return resources(version)
        if path == f"/openapi/v3{path_of(version)}":
            return description(version)
    return None


class Api(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        found = answer(urlsplit(self.path).path)
        self.give(200, found) if found else self.refuse(404, self.path)

    def do_PATCH(self) -> None:
        self.change()

    def do_POST(self) -> None:
        self.change()

    def change(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        query = parse_qs(urlsplit(self.path).query)
        if self.path.startswith(path_of("authorization.k8s.io/v1")):
            # kubectl sends it as a protocol buffer, and also reads JSON
            allowed = not any(words.encode() in body for words in REFUSED)
            review = {"kind": "SelfSubjectAccessReview", "apiVersion": "authorization.k8s.io/v1"}
            self.give(201, {**review, "spec": {}, "status": {"allowed": allowed}})
            return
        given = json.loads(body)
        kind = given["kind"]
        with Path(sys.argv[2]).open("a", encoding="utf-8") as requests:
            place = "/".join([given["metadata"].get("namespace", ""), kind, given["metadata"]["name"]])
            requests.write(f"{self.command} {query.get('dryRun', ['for real'])[0]} {place}\n")
        if kind in REFUSED:
            status, message = REFUSED[kind].split(" ", 1)
            self.refuse(int(status), message)
        else:
            self.give(201, given)

    def refuse(self, status: int, message: str) -> None:
        failure = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": status}
        self.give(status, {**failure, "reason": REASONS[status], "message": message})

    def give(self, status: int, document: dict[str, object]) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
Path(sys.argv[1]).write_text(f"{server.server_port}\n", "utf-8")
server.serve_forever()
