"""Runs a script as if this were Windows: `python on_windows.py make.py test`."""

import os  # noqa: F401  # this and the others look at the system when they are imported
import pathlib  # noqa: F401
import runpy
import shutil  # noqa: F401
import signal  # noqa: F401
import subprocess  # noqa: F401
import sys

sys.platform = "win32"
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
