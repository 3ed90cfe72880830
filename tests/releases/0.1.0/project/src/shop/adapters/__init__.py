"""The outside world: each module fills one port, chosen by the settings."""
