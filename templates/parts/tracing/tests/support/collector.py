"""A collector of a test's own, which receives traces by OTLP over HTTP."""

from collections.abc import Iterable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Self

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True, slots=True)
class Received:
    """A span as it was sent; no parent is an empty text."""

    service: str
    name: str
    trace_id: str
    id: str
    parent_id: str
    is_failed: bool
    attributes: dict[str, object]


class Collector:
    def __init__(self) -> None:
        self.spans: list[Received] = []
        self.headers: list[dict[str, str]] = []
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                collector.headers.append({name.lower(): text for name, text in self.headers.items()})
                collector.spans += _spans(body)
                self.send_response(200 if self.path == "/v1/traces" else 404)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return None

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def only(self, name: str) -> Received:
        [span] = [span for span in self.spans if span.name == name]
        return span

    def children(self, parent: Received) -> list[Received]:
        """Of the same trace."""
        children = [span for span in self.spans if span.parent_id == parent.id]
        assert {span.trace_id for span in children} <= {parent.trace_id}
        return children

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _spans(body: bytes) -> list[Received]:
    return [
        Received(
            service=str(_attributes(of_process.resource.attributes)["service.name"]),
            name=span.name,
            trace_id=span.trace_id.hex(),
            id=span.span_id.hex(),
            parent_id=span.parent_span_id.hex(),
            is_failed=span.status.code == span.status.STATUS_CODE_ERROR,
            attributes=_attributes(span.attributes),
        )
        for of_process in ExportTraceServiceRequest.FromString(body).resource_spans
        for of_scope in of_process.scope_spans
        for span in of_scope.spans
    ]


def _attributes(pairs: Iterable[Any]) -> dict[str, object]:
    return {
        pair.key: getattr(pair.value, pair.value.WhichOneof("value") or "string_value")
        for pair in pairs
    }
