"""Says what a project imports from a distribution that its own lock files do not have."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(name):
    lines = Path(name).read_text(encoding="utf-8").splitlines()
    return {normal(line.partition("==")[0].partition("[")[0]) for line in lines if "==" in line}


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module


KNOWN = {"shop", "tests", "benchmarks", "migrations", "deploy", "_typeshed", *sys.stdlib_module_names}
brought_by = packages_distributions()
runtime, dev = locked("requirements.lock"), locked("requirements-dev.lock")
# without a load test there is no lock of it
load = dev | (locked("requirements-load.lock") if Path("requirements-load.lock").exists() else set())
found = []
for path in sorted(Path().rglob("*.py")):
    locks = runtime if path.parts[0] == "src" else load if "load" in path.parts else dev
    for module in imported(path):
        root = module.partition(".")[0]
        # What is not installed here is called as its distribution is.
        if root not in KNOWN and not {normal(name) for name in brought_by.get(root, [root])} & locks:
            found.append(f"{path}: imports {module}, which none of its dependencies brings")
sys.exit("\n".join(found) or 0)
