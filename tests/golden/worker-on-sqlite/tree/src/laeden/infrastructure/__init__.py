"""Code without a domain: ports, adapters, HTTP helpers, tasks, logs and metrics."""
