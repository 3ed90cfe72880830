"""The ports of the storage over SQLAlchemy: rows stay here, entities go out."""
