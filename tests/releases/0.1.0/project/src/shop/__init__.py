"""Orders and reports over HTTP, in layers: controllers, services, repositories, models."""
