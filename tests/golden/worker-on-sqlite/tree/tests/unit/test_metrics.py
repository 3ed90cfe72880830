import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="gunicorn forks its processes")

COUNTS = """
import os
from laeden.infrastructure.telemetry import metrics
from laeden.infrastructure.telemetry.requests import measure

for _ in range(3):
    child = os.fork()
    if child == 0:
        measure("GET", "/", "/", 200, 2.0)
        os._exit(0)
    os.waitpid(child, 0)
    metrics.process_ended(child)
print(metrics.exposition(metrics.registry_of()).decode())
"""


def test_processes_that_ended_still_count_and_leave_no_files(tmp_path: Path) -> None:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}

    run = subprocess.run(  # noqa: S603  # words of our own
        [sys.executable, "-c", COUNTS],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    series = 'http_request_duration_seconds_sum{method="GET",route="/",status="200"}'
    assert f"{series} 6.0" in run.stdout
    assert len(list(tmp_path.glob("histogram_*.db"))) <= 2
