"""Ports: the interfaces that services use and adapters and repositories implement."""
