"""HTTP helpers for every resource: requests, responses, problems and health."""
