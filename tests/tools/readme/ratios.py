"""What `make bench` writes is complete, and the advice that no other work on the machine can spoil holds."""

import json
import sys
from pathlib import Path

ratios = {ratio["pair"]: ratio for ratio in json.loads(Path(sys.argv[1]).read_text())}
for ratio in ratios.values():
    assert ratio["ratio"] > 0, ratio
    assert len(ratio["ways"]) == len(ratio["values"]) == 2, ratio
assert ratios["generator, not list"]["measure"] == "bytes"
for pair in ("generator, not list", "lru_cache, not again"):
    assert ratios[pair]["ratio"] > 100, ratios[pair]
