"""Services that are the same for every resource. They import no framework."""
