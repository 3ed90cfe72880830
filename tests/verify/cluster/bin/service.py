"""The service behind a connection: it answers every request as expected, unless the cluster has an outage."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


def server(port: int, cluster: Path) -> ThreadingHTTPServer:
    class Service(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.answer(200, {"status": "ok"})

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(201, {"id": "1"})

        def answer(self, status: int, document: dict[str, str]) -> None:
            body = json.dumps(document).encode()
            if (cluster / "outage").exists():
                status = 503
                (cluster / "failed").touch()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    return ThreadingHTTPServer(("127.0.0.1", port), Service)
