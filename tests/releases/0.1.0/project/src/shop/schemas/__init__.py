"""What may come in over HTTP, and how it goes out."""
