"""Formats of requests and responses that are the same for every resource."""
