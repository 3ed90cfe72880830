"""The metrics for Prometheus; each adapter declares its own."""

import os
from pathlib import Path

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    generate_latest,
)
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import (
    MultiProcessCollector,
    mark_process_dead,
)
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_LATEST


def registry_of(*collectors: Collector) -> CollectorRegistry:
    """Of all processes of this container if they share a directory, else of this one."""
    registry = CollectorRegistry()
    for collector in collectors:
        registry.register(collector)
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
    else:
        registry.register(REGISTRY)
    return registry


def exposition(registry: CollectorRegistry) -> bytes:
    return generate_latest(registry)


def process_ended(pid: int) -> None:
    """Adds its counts to those of ended processes, so that files do not accumulate."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if folder is None:
        return
    mark_process_dead(pid)
    for path in Path(folder).glob(f"*_{pid}.db"):
        counts = list(MmapedDict.read_all_values_from_file(str(path)))
        path.unlink()
        total = MmapedDict(str(path.with_name(path.name.replace(f"_{pid}.db", "_0.db"))))
        for key, value, timestamp, _ in counts:
            total.write_value(key, total.read_value(key)[0] + value, timestamp)
        total.close()
