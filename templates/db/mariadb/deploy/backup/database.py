"""How MariaDB is saved and restored: one script, in the container of the database."""

from pathlib import Path

SERVICES = ("db",)  # that must run
SCRIPT = Path(__file__).with_name("mariadb.sh")


def command(*action: str) -> list[str]:
    """The words of `docker compose` for an action of the script."""
    return ["exec", "-T", "db", "bash", "-c", SCRIPT.read_text("utf-8"), SCRIPT.name, *action]
