"""Backups of the database, restored by the same code; needs only Python and Docker Compose."""
