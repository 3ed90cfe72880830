"""The formats that no resource has of its own: bodies, headers, problems, cursors."""
