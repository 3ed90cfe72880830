"""Work that a process does beside requests."""
