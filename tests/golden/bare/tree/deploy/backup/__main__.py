"""The commands: `python -m deploy.backup --help` lists them."""

import argparse
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from deploy.backup import database, files, stack

FOLDER = Path("backups")
KEEP = 14

backups = files.Backups(FOLDER, "bare")
metrics = files.Metrics(FOLDER / "metrics.prom", "bare")


def save() -> None:
    """Write a backup, read it back, and remove the oldest ones."""
    keep = int(stack.variable("BACKUPS_KEEP") or KEEP)
    with backups.new() as new:
        stack.save(database.command("dump"), new)
        stack.feed(database.command("read"), new.path)
        path = new.publish()
    removed = backups.remove_old(keep)
    size = path.stat().st_size
    metrics.update({"backup_size_bytes": size})
    print(f"saved {path}, {size / 1e6:.1f} MB; removed {len(removed)} old ones")


def check(path: Path | None = None) -> None:
    """Load the newest backup beside the data, count its rows, and remove them again."""
    path = path or backups.newest()
    backups.verify(path)
    stack.start(database.SERVICES)
    try:
        stack.feed(database.command("load"), path)
        print(stack.output(database.command("count", "spare")), end="")
    finally:
        stack.run(database.command("discard"))
    print(f"{path} can be restored")


def restore(path: Path) -> None:
    """Replace the data with that of a backup; a restore that fails leaves the data as it was."""
    backups.verify(path)
    stack.start(database.SERVICES)
    try:
        print(f"loading {path} beside the data", flush=True)
        stack.feed(database.command("load"), path)
        _exchange()
    finally:
        stack.run(database.command("discard"))
    print(f"restored {path}")


def _exchange() -> None:
    print("stopping the application", flush=True)
    stack.stop_application()
    try:
        stack.run(database.command("swap"))
        try:
            stack.run_jobs()  # the backup may be older than the code
        except BaseException:
            stack.run(database.command("swap"))
            print("the data is as it was", file=sys.stderr, flush=True)
            raise
        stack.empty_caches()
    finally:
        print("starting the application", flush=True)
        stack.start_application()


def list_() -> None:
    """List the backups, the newest first."""
    for path in backups.all():
        print(f"{path}  {path.stat().st_size / 1e6:.1f} MB")


def count() -> None:
    """Count the rows of every table."""
    print(stack.output(database.command("count", "data")), end="")


def _measured(work: Callable[[], None], name: str) -> None:
    """Write the result of a command that runs by schedule as metrics."""
    started = time.time()
    values: dict[str, float] = {f"{name}_exit_code": 1}
    try:
        work()
        ended = f"{name}_success_timestamp_seconds"
        values |= {f"{name}_exit_code": 0, ended: round(time.time())}
    finally:
        values[f"{name}_seconds"] = round(time.time() - started, 3)
        try:
            metrics.update(values)
        except OSError as error:
            print(f"no metrics were written: {error}", file=sys.stderr)


def _confirm(path: Path) -> None:
    if not sys.stdin.isatty():
        raise SystemExit("a restore replaces all data: confirm it with --yes (make: yes=1)")
    answer = input(f"Replace all data with {path}? Later data is lost. [y/N] ")
    if answer.strip().lower() not in ("y", "yes"):
        raise SystemExit("nothing was changed")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.backup", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("save", help=save.__doc__)
    commands.add_parser("check", help=check.__doc__).add_argument("path", type=Path, nargs="?")
    commands.add_parser("list", help=list_.__doc__)
    commands.add_parser("count", help=count.__doc__)
    parse_restore = commands.add_parser("restore", help=restore.__doc__)
    parse_restore.add_argument("path", type=Path)
    parse_restore.add_argument("--yes", action="store_true", help="do not ask")
    words = parser.parse_args()
    if words.command == "list":
        list_()
    elif words.command == "count":
        count()
    elif words.command == "save":
        with backups.lock():
            _measured(save, "backup")
    elif words.command == "check":
        with backups.lock():
            _measured(lambda: check(words.path), "backup_check")
    else:
        if not words.yes:
            _confirm(words.path)
        with backups.lock():
            restore(words.path)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except (OSError, files.BackupError, stack.CommandError) as error:
        sys.exit(f"failed: {error}")
