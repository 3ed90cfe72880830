"""How `make.py test` ends when pytest fails or is stopped, with a script in place of pytest."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PYTEST = """#!{python}
import signal, sys, time
from pathlib import Path

def finish(number, _frame):
    time.sleep(1)
    Path("finished").touch()
    sys.exit(7)

signal.signal(signal.SIGINT, finish)
signal.signal(signal.SIGTERM, finish)
Path("started").touch()
time.sleep({seconds})
sys.exit(3)
"""


def ended(seconds: int, stop: signal.Signals | None = None) -> int:
    """The exit code. A signal goes to the group as from a terminal, or to make.py alone."""
    pytest = Path(".venv/bin/pytest")
    pytest.parent.mkdir(parents=True, exist_ok=True)
    pytest.write_text(PYTEST.format(python=sys.executable, seconds=seconds))
    pytest.chmod(0o755)
    Path(".venv/installed").touch()
    process = subprocess.Popen(
        [sys.executable, "make.py", "test"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    if stop:
        while not Path("started").exists():
            time.sleep(0.01)
        (os.killpg if stop is signal.SIGINT else os.kill)(process.pid, stop)
    printed, _ = process.communicate(timeout=60)
    assert printed == ".venv/bin/pytest\n", printed
    assert Path("finished").exists() == bool(stop), "it waits for what pytest has to finish"
    for mark in ("started", "finished"):
        Path(mark).unlink(missing_ok=True)
    return process.returncode


assert ended(seconds=0) == 3
assert ended(seconds=60, stop=signal.SIGINT) == 130
assert ended(seconds=60, stop=signal.SIGTERM) == 7
