from contextlib import asynccontextmanager

from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import select

from app.db import Base, Note, Session, engine


@asynccontextmanager
async def lifespan(app: FastAPI):
    Base.metadata.create_all(engine)
    yield


app = FastAPI(lifespan=lifespan)


class NewNote(BaseModel):
    text: str


@app.get("/healthz")
def health():
    return {"ok": True}


@app.get("/notes")
def notes():
    with Session() as session:
        return {"notes": list(session.scalars(select(Note.text).order_by(Note.id)))}


@app.post("/notes", status_code=201)
def create(new: NewNote):
    with Session.begin() as session:
        session.add(Note(text=new.text))
    return notes()
