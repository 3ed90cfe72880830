"""The targets of the Makefile, which need only Python: `python make.py` lists them."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
WINDOWS = sys.platform == "win32"
BIN = Path(".venv", "Scripts" if WINDOWS else "bin")
LOCK = (
    *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-annotate", "--no-header"),
)
MOUNTED = [
    "./deploy/nginx/nginx.conf",
    "./deploy/nginx/site.conf",
    "./deploy/nginx/start.sh",
    "./src/laeden/static",
]

Target = Callable[[], None]
TARGETS: dict[str, Target] = {}


def target(function: Target) -> Target:
    """Make a function a target; its text is the help."""
    TARGETS[function.__name__.rstrip("_").replace("_", "-")] = function
    return function


def run(*command: str | Path, **environment: str) -> None:
    print(shlex.join(map(str, command)), flush=True)
    code, _ = _execute(command, None, environment)
    if code:
        sys.exit(code)


def output(*command: str, hint: str = "") -> str:
    code, printed = _execute(command, subprocess.PIPE, {})
    if code:
        sys.exit(hint or code)
    return printed


def option(name: str, default: str = "") -> str:
    """A value that was given as NAME=VALUE, or by the environment."""
    return os.environ.get(name) or default


def _execute(
    command: tuple[str | Path, ...], stdout: int | None, more: dict[str, str]
) -> tuple[int, str]:
    """The exit code as shells give it, and what is printed to a pipe."""
    environment = {**os.environ, **more}
    try:
        process = subprocess.Popen(  # noqa: S603  # words of our own
            command, stdout=stdout, env=environment, encoding="utf-8"
        )
    except FileNotFoundError:
        sys.exit(f"{command[0]} is not installed")
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    with process:
        try:
            printed, _ = process.communicate()
        except KeyboardInterrupt:
            process.wait()  # it was interrupted too, and may have something to finish
            raise
    code = process.returncode
    return code if code >= 0 else 128 - code, printed or ""


@target
def help_() -> None:
    """Show this list"""
    for name, function in TARGETS.items():
        print(f"{name:14} {function.__doc__}")


@target
def install() -> None:
    """Install the service and its tools into .venv, as locked"""
    installed = Path(".venv/installed")
    if _is_up_to_date(installed, "requirements-dev.lock", "pyproject.toml"):
        return
    _make_environment(BIN, "requirements-dev.lock")
    _install(BIN, "--no-deps", "--no-build-isolation", "--editable", ".")
    installed.touch()


def _is_up_to_date(made: Path, *sources: str) -> bool:
    newest = max(Path(source).stat().st_mtime_ns for source in sources)
    return made.exists() and made.stat().st_mtime_ns >= newest


def _make_environment(scripts: Path, lock: str) -> None:
    if Path(sys.prefix).resolve() != scripts.parent.resolve():
        run(sys.executable, "-m", "venv", scripts.parent)
    _install(scripts, "--require-hashes", "--requirement", lock)


def _install(scripts: Path, *what: str) -> None:
    """By uv where it is installed, in a fraction of pip's time."""
    if shutil.which("uv"):
        run("uv", "pip", "install", "--quiet", "--python", scripts.parent, *what)
    else:
        pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        run(scripts / "python", *pip, *what)


@target
def dev() -> None:
    """Serve on http://127.0.0.1:8000 from this machine alone, reloading on changes"""
    migrate()
    if WINDOWS:  # where gunicorn does not run
        host, _, port = option("WEB_BIND", "127.0.0.1:8000").rpartition(":")
        run(BIN / "flask", "--app", "laeden.wsgi", "run", "--reload", "-h", host, "-p", port)
        return
    run(BIN / "gunicorn", "--reload", "laeden.wsgi:app")


@target
def test() -> None:
    """Run the tests: no server, no Docker"""
    install()
    run(BIN / "pytest")


@target
def contract() -> None:
    """Drive the stack that runs in Compose through its whole HTTP contract"""
    install()
    run(BIN / "pytest", "tests/contract", BASE_URL=_base_url())


def _base_url() -> str:
    if chosen := option("BASE_URL"):
        return chosen
    hint = "the stack of this folder does not run: make up"
    port = output("docker", "compose", "port", "lb", "8080", hint=hint)
    return f"http://{port.strip()}"


@target
def lint() -> None:
    """Check format, style, types and layers"""
    install()
    run(BIN / "ruff", "format", "--check")
    run(BIN / "ruff", "check")
    run(BIN / "mypy")
    run(BIN / "lint-imports")


@target
def format_() -> None:
    """Format the code and fix what can be fixed automatically"""
    install()
    run(BIN / "ruff", "format")
    run(BIN / "ruff", "check", "--fix")


@target
def hooks() -> None:
    """Check what is staged before every commit, with the tools of .venv"""
    install()
    if output("git", "rev-parse", "--show-prefix").strip():
        sys.exit("not the root of a repository: see docs/development.md")
    run(BIN / "pre-commit", "install", "--config", _hooks_config())


def _hooks_config() -> Path:
    config = Path(".pre-commit-config.yaml")
    if not WINDOWS:
        return config
    text = re.sub(r"\.venv/bin/([\w-]+)", r".venv/Scripts/\1.exe", config.read_text("utf-8"))
    copy = Path(".venv", config.name)
    copy.write_text(text, "utf-8")
    return copy


@target
def bench() -> None:
    """Measure the hot paths; fail where the better way is not better"""
    install()
    Path("var/bench").mkdir(parents=True, exist_ok=True)
    runs, ratios = "var/bench/runs.json", "var/bench/ratios.json"
    table = ("--benchmark-columns=min,median,ops", "--benchmark-sort=fullname")
    record = ("--benchmark-max-time=0.3", f"--benchmark-json={runs}")
    run(BIN / "pytest", "benchmarks", "--quiet", *table, *record)
    run(BIN / "python", "-m", "benchmarks.ratios", runs, ratios)


@target
def ratios() -> None:
    """Measure what the tiers of the running stack bring to one client"""
    install()
    run(BIN / "python", "-m", "benchmarks.stack", _base_url())


@target
def profile() -> None:
    """Draw flame graphs of requests and of the report task"""
    install()
    Path("var/profile").mkdir(parents=True, exist_ok=True)
    record = ("record", "--subprocesses", "--function", "--rate", "200")
    for work in ("requests", "report"):
        workload = (BIN / "python", "-m", "benchmarks.workload", work)
        run(BIN / "py-spy", *record, "--output", f"var/profile/{work}.svg", "--", *workload)
    print("open var/profile/requests.svg and var/profile/report.svg in a browser")


@target
def load() -> None:
    """Load the running stack; USERS=20 and DURATION=15s are the defaults"""
    scripts = Path(".venv-load", BIN.name)
    installed = Path(".venv-load/installed")
    if not _is_up_to_date(installed, "requirements-load.lock"):
        _make_environment(scripts, "requirements-load.lock")
        installed.touch()
    users = option("USERS", "20")
    clients = ("--users", users, "--spawn-rate", users)
    time = ("--run-time", option("DURATION", "15s"), "--stop-timeout", "5s")
    quiet = ("--headless", "--loglevel", "WARNING", "--only-summary")
    locust = (scripts / "locust", "--locustfile", "tests/load/locustfile.py", "--host", _base_url())
    run(*locust, *clients, *time, *quiet)


@target
def lock() -> None:
    """Update the locks from pyproject.toml; needs uv"""
    run(*LOCK, "pyproject.toml", "--output-file", "requirements.lock")
    developer = ("--extra", "dev", "--group", "build")
    run(*LOCK, "pyproject.toml", *developer, "--output-file", "requirements-dev.lock")
    run(*LOCK, "--group", "build", "--output-file", "requirements-build.lock")
    run(*LOCK, "--group", "load", "--output-file", "requirements-load.lock")


@target
def audit() -> None:
    """Look for known vulnerabilities in the locked packages, and write var/sbom.json; needs uv"""
    Path("var").mkdir(exist_ok=True)
    sbom = ("uvx", "--from", "cyclonedx-bom==7.2.1", "cyclonedx-py", "requirements")
    run(*sbom, "--output-file", "var/sbom.json", "requirements.lock")
    audit = ("uvx", "pip-audit@2.10.1", "--strict", "--progress-spinner", "off")
    run(*audit, "--disable-pip", "--require-hashes", "--requirement", "requirements.lock")


@target
def up() -> None:
    """Build and start the whole stack, and wait until it is healthy"""
    _require_settings()
    _require_own_stack()
    _make_readable()
    run("docker", "compose", "up", "--build", "--detach", "--wait")


@target
def release() -> None:
    """Replace what runs by this version, without an outage; HOST=user@machine does it there"""
    host = option("HOST")
    if not host:
        _require_settings()
        _require_own_stack()
        _make_readable()
    run(sys.executable, "-m", "deploy.release", host, option("FOLDER", "laeden"))


def _require_settings() -> None:
    if not Path(".env").exists():
        sys.exit("copy .env.example to .env and fill in what is required")


def _require_own_stack() -> None:
    containers = output("docker", "compose", "ps", "--all", "--quiet").split()
    details = json.loads(output("docker", "inspect", *containers)) if containers else []
    folders = {one["Config"]["Labels"]["com.docker.compose.project.working_dir"] for one in details}
    if any(Path(folder).resolve() != ROOT for folder in folders):
        sys.exit("another folder runs a stack of this name: set COMPOSE_PROJECT_NAME in .env")


def _make_readable() -> None:
    """Let containers read what is mounted, also after a clone with `umask 077`."""
    mounted = {path.parent if path.parts[0] == "deploy" else path for path in map(Path, MOUNTED)}
    for path in (one for top in mounted for one in (top, *top.rglob("*"))):
        mode = path.lstat().st_mode
        needed = 0o555 if path.is_dir() or mode & 0o100 else 0o444
        if not path.is_symlink() and mode & needed != needed:
            path.chmod(mode | needed)


@target
def digests() -> None:
    """Write compose.digests.yaml, which pins all images by digest; needs the registry"""
    pinned = output("docker", "compose", "config", "--lock-image-digests")
    Path("compose.digests.yaml").write_text(pinned, "utf-8", newline="\n")


@target
def down() -> None:
    """Stop the stack; its data stays"""
    _require_own_stack()
    run("docker", "compose", "down")


@target
def logs() -> None:
    """Follow the logs of the stack"""
    run("docker", "compose", "logs", "--follow", "--tail", "50")


@target
def shell() -> None:
    """Open a Python prompt in the web container"""
    run("docker", "compose", "exec", "web", "python")


@target
def backup() -> None:
    """Save the database of the running stack to backups/"""
    _backup("save")


@target
def backup_check() -> None:
    """Load the newest backup beside the data, count its rows, and remove it again"""
    _backup("check")


@target
def restore() -> None:
    """List the backups; FILE=backups/... replaces the data with one, yes=1 without a question"""
    if file := option("FILE"):
        _backup("restore", file, *(["--yes"] if option("yes") else []))
    else:
        _backup("list")


def _backup(*words: str) -> None:
    _require_settings()
    _require_own_stack()
    run(sys.executable, "-m", "deploy.backup", *words)


@target
def dead_letters() -> None:
    """List the tasks that were given up; do="replay ID" or do="replay --all" tries them again"""
    action = shlex.split(option("do", "list"))
    run("docker", "compose", "exec", "web", "python", "-m", "laeden.dead_letters", *action)


@target
def migrate() -> None:
    """Bring the database of this machine up to date"""
    install()
    Path("var").mkdir(exist_ok=True)
    run(BIN / "alembic", "upgrade", "head")


@target
def migration() -> None:
    """Write a migration of what changed in models; m="reviews" names it"""
    migrate()
    changed = option("m") or sys.exit('say what changed: make migration m="reviews"')
    run(BIN / "alembic", "revision", "--autogenerate", "--message", changed)


@target
def clean() -> None:
    """Remove what can be made again"""
    made = (".venv", ".venv-load", "var", "build", "dist", ".benchmarks")
    caches = (".mypy_cache", ".pytest_cache", ".ruff_cache", ".import_linter_cache")
    for path in map(Path, made + caches):
        if path.is_symlink():
            path.unlink()
        elif path.exists():
            shutil.rmtree(path)


def main(words: list[str]) -> None:
    os.chdir(ROOT)
    names = ["help" if word in ("-h", "--help") else word for word in words if "=" not in word]
    if unknown := [name for name in names if name not in TARGETS]:
        print(f"no target: {', '.join(unknown)}\ntargets: {', '.join(TARGETS)}", file=sys.stderr)
        sys.exit(2)
    for word in words:
        name, sign, value = word.partition("=")
        if sign:
            os.environ[name] = value
    for name in names or ["help"]:
        TARGETS[name]()


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        sys.exit(str(error))
