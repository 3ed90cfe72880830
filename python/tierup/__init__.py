"""The `tierup` program, installed from a wheel. There is no API: run `tierup`, or `python -m tierup`."""
