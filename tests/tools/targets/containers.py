"""The targets that call docker and kubectl, with a script in place of both that prints what it is told to."""

import json
import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """#!{python}
import json, sys
from pathlib import Path

words = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])
if words.endswith(" -"):
    kinds = [line.split()[1] for line in sys.stdin if line.startswith("kind:")]
    words += " (" + ", ".join(kinds) + ")"
told = json.loads(Path("{told}").read_text())
with Path("{called}").open("a") as file:
    print(words, file=file)
for start, text in told.items():
    if words.startswith(start):
        sys.exit(1) if text is None else print(text)
"""

programs = Path(os.environ["PATH"])
told, called = programs / "told.json", programs / "called"
for name in ("docker", "kubectl"):
    program = programs / name
    program.write_text(PROGRAM.format(python=sys.executable, told=told, called=called))
    program.chmod(0o755)


def run(*words: str, answers: dict[str, object]) -> tuple[int, str, list[str]]:
    """The exit code, what is printed, and what was called."""
    told.write_text(json.dumps(answers))
    called.write_text("")
    done = subprocess.run(
        [sys.executable, "make.py", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, called.read_text().splitlines()


def of_folder(folder: object) -> dict[str, object]:
    labels = {"com.docker.compose.project.working_dir": str(folder)}
    return {
        "docker compose ps": "one\ntwo",
        "docker inspect one two": json.dumps([{"Config": {"Labels": labels}}] * 2),
    }


UP = "docker compose up --build --detach --wait"
Path(".env").rename("kept")
code, said, calls = run("up", answers={})
assert code == 1 and "copy .env.example to .env" in said and not calls, (said, calls)
Path("kept").rename(".env")

for target in ("up", "down"):
    code, said, calls = run(target, answers=of_folder("/elsewhere"))
    assert code == 1 and "runs a stack of this name" in said and len(calls) == 2, (said, calls)

for path in Path("deploy", "nginx").iterdir():
    path.chmod(0o600)
code, said, calls = run("up", answers=of_folder(Path.cwd()))
assert code == 0 and calls[-1] == UP, (said, calls)
assert {path.stat().st_mode & 0o777 for path in Path("deploy", "nginx").iterdir()} == {0o644}
assert Path(".env").stat().st_mode & 0o777 == 0o600
code, said, calls = run("down", answers={})
assert calls == ["docker compose ps --all --quiet", "docker compose down"], calls

code, said, calls = run("digests", answers={"docker compose config": "services: {}"})
assert Path("compose.digests.yaml").read_text() == "services: {}\n"
code, said, calls = run("digests", answers={"docker compose config": None})
assert code == 1 and Path("compose.digests.yaml").read_text() == "services: {}\n"

run("dead-letters", "do=replay --all", answers={})
code, said, calls = run("logs", "dead-letters", answers={})
assert calls[0] == "docker compose logs --follow --tail 50", calls
assert calls[1] == "docker compose exec web python -m shop.dead_letters list", calls
code, said, calls = run("dead-letters", "do=replay --all", answers={})
assert calls[0].endswith("shop.dead_letters replay --all"), calls

environment = "APP_PORT=8080\nDB_PASSWORD=é a=b\nHOME=/root"
slug = Path.cwd().name
job = f"apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: migrate\nimage: {slug}-app:development\n"
web = f"kind: Deployment\nmetadata:\n  name: web\nspec:\n  image: {slug}-app:development\n"
answers = {
    "docker compose config": environment,
    "docker inspect": json.dumps([{"Id": "sha256:0123456789abcdef"}]),
    "kubectl kustomize": f"{job}---\n{web}",
    "kubectl get --namespace": "Complete",
}
code, said, calls = run("cluster", "LOAD=docker load into", answers=answers)
assert code == 0, (said, calls)
secrets = Path("deploy/kubernetes/overlays/development/.env")
assert secrets.read_text() == "APP_PORT=8080\nDB_PASSWORD=é a=b\n"
assert secrets.stat().st_mode & 0o777 == 0o600
tagged = f"{slug}-app:0123456789ab"
name = next(call for call in calls if call.startswith("kubectl get")).split()[4]
assert [call for call in calls[1:] if "get" not in call] == [
    "kubectl kustomize deploy/kubernetes/overlays/development",
    f"docker build --tag {slug}-app:development .",
    f"docker inspect {slug}-app:development",
    f"docker tag {slug}-app:development {tagged}",
    f"docker load into {tagged}",
    "kubectl apply --filename deploy/kubernetes/namespace.yaml",
    "kubectl apply --filename - (Job)",
    "kubectl apply --filename - (Deployment)",
], calls
# the name of a job follows from its content
for other in (job, job + "more: 1\n"):
    more = answers | {"kubectl kustomize": f"{other}---\n{web}"}
    code, said, calls = run("cluster", answers=more)
    assert (f"kubectl get --namespace {slug} {name} " in " ".join(calls)) == (other == job), calls
# while the job has not ended well, the version before serves
code, said, calls = run("cluster", answers=answers | {"kubectl get --namespace": "Failed"})
assert code == 1 and "did not end well" in said, said
assert "kubectl apply --filename - (Deployment)" not in calls
logs = f"kubectl logs --prefix --all-containers --tail 50 --namespace {slug} job/migrate-"
assert any(call.startswith(logs) for call in calls)
code, said, calls = run("cluster", "OVERLAY=production", answers=answers)
assert code == 0 and calls[0] == "kubectl kustomize deploy/kubernetes/overlays/production", calls
assert not any(call.startswith("docker") for call in calls), calls

# with a script in place of pytest
pytest = Path(".venv/bin/pytest")
pytest.parent.mkdir(parents=True)
pytest.write_text(f"#!{sys.executable}\nimport os\nprint(os.environ['BASE_URL'])\n")
pytest.chmod(0o755)
Path(".venv/installed").touch()
code, said, calls = run("contract", answers={"docker compose port": "127.0.0.1:8080"})
assert code == 0 and "\nhttp://127.0.0.1:8080\n" in said, said
code, said, calls = run("contract", answers={"docker compose port": None})
assert code == 1 and "the stack of this folder does not run: make up" in said, said
code, said, calls = run("contract", "BASE_URL=http://there", answers={})
assert code == 0 and "\nhttp://there\n" in said and not calls, (said, calls)
