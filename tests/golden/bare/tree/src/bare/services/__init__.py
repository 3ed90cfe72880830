"""Use cases. Nothing here knows HTTP, a framework, a database or a broker."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Services:
    """A field for each service."""
