"""Adapters: each module implements a port and is chosen by the settings."""
