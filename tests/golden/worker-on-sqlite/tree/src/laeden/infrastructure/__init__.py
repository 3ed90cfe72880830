"""Code without orders and reports: ports, adapters, HTTP helpers, tasks, logs and metrics."""
