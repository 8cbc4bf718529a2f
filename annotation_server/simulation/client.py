"""One simulated person's browser: cookies, the CSRF header, JSON, and videos by ranges."""

import json
import time
from collections.abc import Mapping
from typing import Any

from aiohttp import (
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)
from yarl import URL

from annotation_server.simulation.rules.measures import Measures
from annotation_server.simulation.rules.outbox import Reply

TIMEOUT = ClientTimeout(total=60, sock_connect=10)
NO_REPLY = Reply(0)


def open_http() -> ClientSession:
    """One pool of connections for the whole crowd, without a limit; cookies are each browser's."""
    connector = TCPConnector(limit=0, keepalive_timeout=30)
    return ClientSession(connector=connector, timeout=TIMEOUT, cookie_jar=DummyCookieJar())


class Browser:
    def __init__(self, http: ClientSession, base_url: str, measures: Measures) -> None:
        self.http = http
        self.base_url = base_url.rstrip("/")
        self.measures = measures
        self.cookies: dict[str, str] = {}

    async def sign_in(self, name: str, password: str) -> Reply:
        """As the page does it: the first request brings the CSRF cookie."""
        hello = await self.request("hello", "GET", "/api/session")
        if hello.code != "ok":
            return hello
        body = {"name": name, "password": password}
        return await self.request("sign_in", "POST", "/api/session", body)

    async def put(self, kind: str, path: str, body: Mapping[str, Any]) -> Reply:
        return await self.request(kind, "PUT", f"/api/{path}", body)

    async def request(
        self, kind: str, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> Reply:
        """One request. It never raises for what the network or the server does."""
        began = time.perf_counter()
        reply = await self._reply(method, path, body)
        self.measures.took(kind, time.perf_counter() - began, reply.code)
        return reply

    async def _reply(self, method: str, path: str, body: Mapping[str, Any] | None) -> Reply:
        content = None if body is None else json.dumps(body).encode()
        url = URL(self.base_url + path, encoded=True)
        try:
            async with self.http.request(
                method, url, data=content, headers=self._headers(method), allow_redirects=False
            ) as response:
                raw = await response.read()
        except (TimeoutError, ClientError, OSError):
            return NO_REPLY
        self._keep_cookies(response)
        return Reply(response.status, _object(raw), _seconds(response.headers.get("Retry-After")))

    def _headers(self, method: str) -> dict[str, str]:
        headers = {"Accept": "application/json", "Cookie": self._cookie_header()}
        if method == "GET":
            return headers
        return headers | {
            "Content-Type": "application/json",
            "Origin": self.base_url,
            "Referer": f"{self.base_url}/",
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
        }

    def _cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _keep_cookies(self, response: ClientResponse) -> None:
        for name, morsel in response.cookies.items():
            if morsel["max-age"] == "0":
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value

    async def watch(self, kind: str, path: str) -> bool:
        """Fetch a file as a video element does: by ranges until its end. False if that fails."""
        place, total = 0, 1
        while place < total:
            began = time.perf_counter()
            status, got, total = await self._range(path, place)
            code = "ok" if status in {200, 206} and got else f"http_{status}"
            self.measures.took(kind, time.perf_counter() - began, code)
            if code != "ok":
                return False
            place += got
        return True

    async def _range(self, path: str, start: int) -> tuple[int, int, int]:
        """The status, how many bytes came, and how many there are in all."""
        headers = {"Range": f"bytes={start}-", "Cookie": self._cookie_header()}
        url = URL(self.base_url + path, encoded=True)
        try:
            async with self.http.get(url, headers=headers) as response:
                got = len(await response.read())
        except (TimeoutError, ClientError, OSError):
            return 0, 0, 0
        told = response.headers.get("Content-Range", "").rpartition("/")[2]
        return response.status, got, int(told) if told.isdigit() else start + got


def _object(raw: bytes) -> dict[str, Any] | None:
    """The JSON object of a reply; None for anything else, which is then not our server's."""
    try:
        value = json.loads(raw)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _seconds(text: str | None) -> float | None:
    return float(text) if text and text.isdigit() else None
