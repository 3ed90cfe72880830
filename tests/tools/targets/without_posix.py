"""A plugin of pytest that hides what Python has on POSIX systems alone: `pytest -p without_posix`."""

import multiprocessing
import multiprocessing.context
import os
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module

# these look at the name of the system, and find it unchanged
for module in ("billiard.compat", "celery.platforms", "kombu.transport.filesystem"):
    with suppress(ImportError):
        import_module(module)

for module, names in {
    os: "fork forkpty killpg register_at_fork setsid wait3 wait4",
    signal: "SIGALRM SIGHUP SIGKILL SIGQUIT SIGUSR1 SIGUSR2 ITIMER_REAL setitimer siginterrupt alarm",
    socket: "MSG_DONTWAIT",
}.items():
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
for name in ("fcntl", "resource", "termios"):
    sys.modules[name] = None  # importing it is an error
multiprocessing.get_all_start_methods = lambda: ["spawn"]
for method in ("fork", "forkserver"):
    multiprocessing.context._concrete_contexts.pop(method, None)
