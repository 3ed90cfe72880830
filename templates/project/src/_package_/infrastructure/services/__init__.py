"""Use cases that no resource has of its own. They know no framework."""
