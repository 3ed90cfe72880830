"""A service over HTTP, in layers: controllers, services, repositories, models."""
