"""How SQLite is saved and restored: one script, in a container with the volume of the data."""

from pathlib import Path

SERVICES: tuple[str, ...] = ()  # none must run
SCRIPT = Path(__file__).with_name("sqlite.py")


def command(*action: str) -> list[str]:
    """The words of `docker compose` for an action of the script."""
    words = ["run", "--rm", "--no-deps", "-T", "web", "python", "-c"]
    return [*words, SCRIPT.read_text("utf-8"), *action]
