"""How tasks are stored, published, run, retried and given up, with any queue."""
