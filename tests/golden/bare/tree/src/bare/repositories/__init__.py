"""The storage ports with SQLAlchemy: rows in, entities out."""
