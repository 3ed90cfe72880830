"""What the services ask of the outside world. Adapters and repositories answer."""
