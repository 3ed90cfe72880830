"""What a service needs beside its domain, of which nothing here knows anything."""
