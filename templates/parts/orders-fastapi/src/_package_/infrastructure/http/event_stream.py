"""Server-sent events, as text."""

from pydantic import BaseModel

MEDIA_TYPE = "text/event-stream"
HEARTBEAT = ": still here\n\n"
# A proxy that buffers would keep back what it should pass on.
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def event(name: str, view: BaseModel) -> str:
    return f"event: {name}\ndata: {view.model_dump_json()}\n\n"
