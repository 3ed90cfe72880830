"""Prints how much better the second way of each pair is; fails where a ratio is below its floor.

`BENCH_FLOOR=0.5 make bench` halves every floor, for a machine that has other things to do; 0 lifts
them.
"""

import json
import os
import sys
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, TypedDict

UNITS = {
    "seconds": ((1.0, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns")),
    "bytes": ((2**20, "MiB"), (2**10, "KiB"), (1, "B")),
}


class Ratio(TypedDict):
    pair: str
    measure: str
    ways: tuple[str, str]
    values: tuple[float, float]
    ratio: float
    floor: float


class Run(NamedTuple):
    pair: str
    way: str
    measure: str
    value: float
    floor: float


def main(source: Path, target: Path) -> int:
    ratios = ratios_of(runs_of(source), strictness())
    target.write_text(json.dumps(ratios, indent=2) + "\n")
    return tell(ratios)


def strictness() -> float:
    return float(os.environ.get("BENCH_FLOOR", "1"))


def tell(ratios: list[Ratio]) -> int:
    """Print them; 1 where one is below its floor."""
    print("\n".join(table(ratios)))
    missed = [ratio["pair"] for ratio in ratios if ratio["ratio"] < ratio["floor"]]
    if missed:
        print(f"\nbelow their floor: {', '.join(missed)}")
    return 1 if missed else 0


def runs_of(source: Path) -> list[Run]:
    runs = []
    for benchmark in json.loads(source.read_text())["benchmarks"]:
        info = benchmark["extra_info"]
        if "floor" not in info:
            continue
        peak = info.get("peak_bytes")
        measure, value = ("seconds", benchmark["stats"]["min"]) if peak is None else ("bytes", peak)
        runs.append(Run(benchmark["group"], info["way"], measure, value, info["floor"]))
    return runs


def ratios_of(runs: list[Run], strictness: float) -> list[Ratio]:
    """The smallest time of each way: other work on the machine only ever adds to it."""
    return [
        Ratio(
            pair=pair,
            measure=plain.measure,
            ways=(plain.way, better.way),
            values=(plain.value, better.value),
            ratio=round(plain.value / better.value, 2),
            floor=plain.floor * strictness,
        )
        for pair, (plain, better) in (
            (pair, tuple(group)) for pair, group in groupby(runs, key=lambda run: run.pair)
        )
    ]


def table(ratios: list[Ratio]) -> list[str]:
    rows = [("pair", "plain", "better", "ratio", "floor")]
    for ratio in ratios:
        plain, better = (human(value, ratio["measure"]) for value in ratio["values"])
        rows.append(
            (ratio["pair"], plain, better, f"{ratio['ratio']:.1f}x", f"{ratio['floor']:.1f}x")
        )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]


def human(value: float, measure: str) -> str:
    units = UNITS[measure]
    size, unit = next((known for known in units if value >= known[0]), units[-1])
    return f"{value / size:.1f} {unit}"


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
