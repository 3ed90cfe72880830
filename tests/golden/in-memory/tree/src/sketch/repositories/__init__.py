"""The ports of the storage in the memory of one process."""
