"""Dead letters: tasks that failed for good.

`python -m shop.dead_letters`
with `list`, `replay ID...` or `replay --all`.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from uuid import UUID

from shop.container import build_container
from shop.infrastructure.entities import DeadLetter
from shop.infrastructure.errors import NotFoundError
from shop.infrastructure.tasks.dead_letters import DeadLetterService
from shop.settings import get_settings


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    with build_container(get_settings()) as container:
        letters = DeadLetterService(container.storage)
        return _replay(letters, asked) if asked.command == "replay" else _list(letters)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dead_letters", description="Tasks that were given up.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="show them, oldest first, one JSON object a line")
    replay = commands.add_parser("replay", help="try some again, or all of them")
    which = replay.add_mutually_exclusive_group(required=True)
    which.add_argument("ids", nargs="*", type=UUID, default=[], metavar="ID")
    which.add_argument("--all", action="store_true")
    return parser


def _list(letters: DeadLetterService) -> int:
    shown = letters.oldest()
    for letter in shown:
        print(json.dumps(_shown(letter)))
    if more := letters.count() - len(shown):
        print(f"{more} newer ones are not shown", file=sys.stderr)
    return 0


def _replay(letters: DeadLetterService, asked: argparse.Namespace) -> int:
    try:
        count = letters.replay_all() if asked.all else letters.replay(asked.ids)
    except NotFoundError:
        print("one of these ids is unknown; nothing was replayed", file=sys.stderr)
        return 1
    print(f"{count} back in the outbox")
    return 0


def _shown(letter: DeadLetter) -> dict[str, object]:
    message = letter.message
    return {
        "id": str(message.id),
        "task": message.name,
        "arguments": message.arguments,
        "error": letter.error,
        "attempts": message.attempt,
        "died_at": letter.died_at.isoformat(timespec="seconds"),
        "request_id": message.request_id,
    }


if __name__ == "__main__":
    raise SystemExit(main())
