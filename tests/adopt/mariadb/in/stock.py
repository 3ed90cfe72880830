import os

from flask import Flask
from sqlalchemy import create_engine, text

app = Flask(__name__)
engine = create_engine(os.environ["DATABASE_URL"])


@app.get("/health")
def health() -> dict[str, int]:
    with engine.connect() as connection:
        return {"ok": connection.execute(text("SELECT 1")).scalar_one()}
