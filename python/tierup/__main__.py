"""Runs the installed program with the arguments of `python -m tierup`."""

import os
import signal
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import NoReturn

PROGRAM = "tierup.exe" if os.name == "nt" else "tierup"


def find() -> Path:
    """Find the program of this installation; end with a message where it was removed."""
    installed = [Path(file.locate()) for file in distribution("tierup").files or () if file.name == PROGRAM]
    # `pip install --target` puts the program here and does not list this path
    installed.append(Path(__file__).parents[1] / "bin" / PROGRAM)
    for path in installed:
        if path.is_file():
            return path
    sys.exit(f"error: the program is missing: {installed[0]}\n  help: pip install --force-reinstall tierup")


def main() -> NoReturn:
    """Run the program in place of this process."""
    command = [str(find()), *sys.argv[1:]]
    if os.name != "nt":
        os.execv(command[0], command)
    # Windows cannot replace a process: wait, and leave Ctrl-C to the program
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(subprocess.run(command, check=False).returncode)


if __name__ == "__main__":
    main()
