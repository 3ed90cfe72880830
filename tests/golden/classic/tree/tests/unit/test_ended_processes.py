import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a worker forks its processes")

KILLED = """
import os, signal
from shop.infrastructure.telemetry.ended import EndedProcesses
from shop.infrastructure.telemetry.measures import Counter, Gauge
from shop.infrastructure.telemetry.metrics import exposition, registry_of

held = Gauge("held", "Held.", multiprocess_mode="livesum")
done = Counter("done", "Done.")
done.inc()
child = os.fork()
if child == 0:
    held.inc()
    done.inc()
    os.kill(os.getpid(), signal.SIGKILL)
os.waitpid(child, 0)
registry = registry_of(EndedProcesses())
exposition(registry)
print(exposition(registry).decode())
"""


def test_a_killed_process_holds_nothing_and_its_counts_stay(tmp_path: Path) -> None:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}

    run = subprocess.run(  # noqa: S603  # words of our own
        [sys.executable, "-c", KILLED],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "done_total 2.0" in run.stdout
    assert "held 1.0" not in run.stdout
