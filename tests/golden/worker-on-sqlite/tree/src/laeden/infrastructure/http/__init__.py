"""HTTP without a resource: requests, responses, problems and health."""
