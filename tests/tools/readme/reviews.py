"""The new table is in the database, with the index that its foreign key needs, and a migration made it."""

import sqlite3
import sys
from pathlib import Path

tables = dict(sqlite3.connect(sys.argv[1]).execute("SELECT name, tbl_name FROM sqlite_master"))
assert tables.get("reviews") == "reviews", tables
assert tables.get("ix_reviews_order_id") == "reviews", tables
(migration,) = [path for path in Path().glob("**/migrations/**/*_reviews.py") if ".venv" not in path.parts]
assert '"reviews"' in migration.read_text(), migration.read_text()
