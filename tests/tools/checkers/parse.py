"""Reads every file of a project whose form the standard library or PyYAML knows; says what it cannot read."""

import ast
import configparser
import contextlib
import json
import sys
import tomllib
import warnings
from pathlib import Path
from xml.dom import minidom


def ini(text: str) -> None:
    configparser.ConfigParser(interpolation=None).read_string(text)


READERS = {
    ".ini": ini,
    ".json": json.loads,
    ".py": ast.parse,
    ".svg": minidom.parseString,
    ".toml": tomllib.loads,
}

with contextlib.suppress(ImportError):
    import yaml

    # the one in C is ten times as fast
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    def documents(text: str) -> None:
        list(yaml.load_all(text, loader))

    READERS |= {".yaml": documents, ".yml": documents}

warnings.simplefilter("error")
read = 0
for path in sorted(Path().rglob("*")):
    if path.is_dir() or ".git" in path.parts:
        continue
    text = path.read_text(encoding="utf-8")
    if reader := READERS.get(path.suffix):
        read += 1
        try:
            reader(text)
        except Exception as error:
            sys.exit(f"{path}: {error}")
if read < 10:
    sys.exit(f"only {read} files were read")
