"""Fixtures that differ with what the project is built on; the tests do not."""
