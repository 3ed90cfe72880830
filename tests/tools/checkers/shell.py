"""Gives all shell of a project to the shellcheck that it is given: scripts, and what stands in YAML."""

import subprocess
import sys
from pathlib import Path

import yaml

# What `sh` is in Debian's images, and nearly what it is in Alpine's.
SHELL = "dash"


def scripts():
    for path in sorted(Path().rglob("*.sh")):
        yield path, "bash", path.read_text()
    for path in sorted(Path(".github/workflows").glob("*.yml")):
        for name, job in yaml.safe_load(path.read_text())["jobs"].items():
            for number, step in enumerate(job["steps"]):
                if "run" in step:
                    yield f"{path}, job {name}, step {number}", "bash", step["run"]
    for name, service in yaml.safe_load(Path("compose.yaml").read_text())["services"].items():
        test = service.get("healthcheck", {}).get("test", [])
        if test[:1] == ["CMD-SHELL"]:
            yield f"the health check of {name}", SHELL, test[1].replace("$$", "$")
        command = service.get("command", [])
        if command[:2] == ["sh", "-c"]:
            yield f"the command of {name}", SHELL, command[2].replace("$$", "$")


found = 0
for place, shell, text in scripts():
    check = [sys.argv[1], "--severity=style", f"--shell={shell}", "-"]
    run = subprocess.run(check, input=text, text=True, capture_output=True, check=False)
    if run.returncode:
        found = 1
        print(f"{place}:\n{run.stdout}{run.stderr}")
sys.exit(found)
