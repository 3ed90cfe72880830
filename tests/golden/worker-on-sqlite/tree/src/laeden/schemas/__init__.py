"""Schemas of HTTP requests and responses."""
