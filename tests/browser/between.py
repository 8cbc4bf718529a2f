"""Something between the browser and the server that delays, loses, or answers rubbish."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

PATIENCE_SECONDS = 30
NOT_PASSED_ON = {"connection", "keep-alive", "transfer-encoding", "content-length"}


@dataclass(frozen=True)
class Reply:
    """What comes back instead of the server's answer."""

    status: int
    body: str
    content_type: str = "text/html"


@dataclass
class Between:
    """A proxy before one server. Change its fields while it runs."""

    upstream: str
    url: str = ""
    delay: float = 0.0  # seconds, for everything under /api/
    is_down: bool = False  # the connection is cut before anything is asked
    loses_replies: bool = False  # the server does what it is asked, and nobody hears of it
    is_silent: bool = False  # what is submitted is taken, and never answered
    instead: Callable[[str, str], Reply | None] = field(default=lambda method, path: None)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def heal(self) -> None:
        self.delay, self.is_down, self.loses_replies, self.is_silent = 0.0, False, False, False
        self.instead = lambda method, path: None

    def puts_get(self, reply: Reply) -> None:
        """Whatever is submitted gets this reply; everything else goes through."""
        self.instead = lambda method, path: reply if method == "PUT" else None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def between(self) -> Between:
        assert isinstance(self.server, Server)
        return self.server.between

    def _pass_on(self) -> None:
        path = urlsplit(self.path).path
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.between.is_down and path.startswith(("/api/", "/media/")):
            self._hang_up()
            return
        self.between.asked.append((self.command, path))
        if path.startswith("/api/"):
            time.sleep(self.between.delay)
        if self.between.is_silent and self.command == "PUT":
            self._say_nothing()
            return
        made_up = self.between.instead(self.command, path)
        if made_up is not None:
            self._answer(
                made_up.status, [("Content-Type", made_up.content_type)], made_up.body.encode()
            )
            return
        try:
            self._forward(body)
        except (OSError, http.client.HTTPException):
            self._hang_up()

    def _forward(self, body: bytes) -> None:
        address = urlsplit(self.between.upstream).netloc
        server = http.client.HTTPConnection(address, timeout=PATIENCE_SECONDS)
        headers = {k: v for k, v in self.headers.items() if k.lower() not in NOT_PASSED_ON}
        server.request(self.command, self.path, body or None, headers)
        reply = server.getresponse()
        content = reply.read()
        server.close()
        if self.between.loses_replies and self.command == "PUT":
            self._hang_up()
        else:
            self._answer(reply.status, reply.getheaders(), content)

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in NOT_PASSED_ON:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _say_nothing(self) -> None:
        while self.between.is_silent:
            time.sleep(0.05)
        self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()


for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
    setattr(Handler, f"do_{method}", Handler._pass_on)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # a page opens many connections at once

    def __init__(self, between: Between) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.between = between

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that went away is no fault of ours."""


@contextmanager
def between(upstream: str) -> Iterator[Between]:
    """A running proxy before the server at `upstream`."""
    made = Between(upstream)
    server = Server(made)
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
