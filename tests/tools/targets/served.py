"""`python served.py python make.py dev` serves, and Ctrl-C ends it quietly with everything that it started."""

import os
import signal
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

PATIENCE_S = 120


def main() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    process = subprocess.Popen(
        sys.argv[1:],
        env={**os.environ, "WEB_BIND": address},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        wait_for(f"http://{address}/livez", process)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        printed, _ = process.communicate(timeout=PATIENCE_S)
        wait_for_the_end_of_the_group(process.pid)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        print(process.communicate()[0])
        raise
    print(printed)
    assert process.returncode == 130, process.returncode
    assert "Traceback" not in printed


def wait_for(url: str, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        assert process.poll() is None, "it ended"
        try:
            with urlopen(url) as response:
                assert response.status == 200
                return
        except OSError:
            assert time.monotonic() < deadline, "it does not answer"
            time.sleep(0.1)


def wait_for_the_end_of_the_group(group: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        assert time.monotonic() < deadline, "a process is left"
        time.sleep(0.1)


main()
