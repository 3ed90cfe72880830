"""Schemas of HTTP requests and responses."""

from bare.infrastructure.schemas import health

OPERATIONS = health.OPERATIONS
