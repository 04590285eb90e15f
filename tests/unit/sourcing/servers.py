"""A server on this machine that answers as it is told, for tests of fetching."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CERTIFICATE = Path(__file__).parent / "self_signed.pem"


@dataclass(frozen=True)
class Answer:
    """What the server sends: `length` is what it says the length is, None for the true one, a negative one for none.

    It waits for `wait` seconds before it says anything, and for `stall` seconds before the body.
    """

    body: bytes = b"{}"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    wait: float = 0.0
    stall: float = 0.0


@dataclass
class Server:
    """A running server: its address, what it answers by path, and the requests that it got."""

    url: str
    answers: dict[str, Answer | Callable[[], Answer]]
    requests: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.requests.append((self.path, {key.lower(): value for key, value in self.headers.items()}))
            answer = server.answers.get(self.path, Answer(b"not here", 404))
            answer = answer() if callable(answer) else answer
            server.stop.wait(answer.wait)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            length = len(answer.body) if answer.length is None else answer.length
            if length >= 0:
                self.send_header("Content-Length", str(length))
            self.end_headers()
            server.stop.wait(answer.stall)
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def serving(answers: dict[str, Answer | Callable[[], Answer]], certificate: Path | None = None) -> Iterator[Server]:
    """Serve answers by path on 127.0.0.1, with TLS where a certificate is given."""
    made = Server("", answers)
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(made)) as http:
        http.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients break off on purpose
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            http.socket = context.wrap_socket(http.socket, server_side=True, do_handshake_on_connect=False)
        made.url = f"{'https' if certificate else 'http'}://127.0.0.1:{http.server_address[1]}"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield made
        finally:
            made.stop.set()
            http.shutdown()
            thread.join()
