"""Repositories of the infrastructure with SQLAlchemy: rows in, entities out."""
