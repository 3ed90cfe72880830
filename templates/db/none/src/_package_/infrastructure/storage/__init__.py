"""Repositories of the infrastructure in the memory of one process."""
