"""Somebody who works over HTTP as the page does, and remembers what the server acknowledged."""

import http.client
import json
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

PATIENCE_SECONDS = 20
Judged = tuple[str, str]


class HttpPerson:
    """A connection a request, so that a killed server is noticed and nothing is sent twice."""

    def __init__(self, url: str) -> None:
        self.address = urlsplit(url).netloc
        self.cookies: dict[str, str] = {}
        self.acknowledged: dict[Judged, Any] = {}

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Status and body. Raises OSError or HTTPException when there is no answer."""
        return self._ask(method, path, None if body is None else json.dumps(body), self._headers())

    def send_bytes(self, method: str, path: str, content: bytes) -> tuple[int, Any]:
        """The same with bytes as they are."""
        headers = self._headers() | {"Content-Type": "application/octet-stream"}
        return self._ask(method, path, content, headers)

    def _ask(
        self, method: str, path: str, sent: "str | bytes | None", headers: dict[str, str]
    ) -> tuple[int, Any]:
        connection = http.client.HTTPConnection(self.address, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, sent, headers)
            reply = connection.getresponse()
            text = reply.read()
            self._keep_cookies(reply)
        finally:
            connection.close()
        return reply.status, json.loads(text) if text else None

    def _headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        token = self.cookies.get("csrftoken", "")
        return {"Content-Type": "application/json", "Cookie": cookies, "X-CSRFToken": token}

    def _keep_cookies(self, reply: http.client.HTTPResponse) -> None:
        for line in reply.headers.get_all("Set-Cookie") or []:
            self.cookies.update({name: one.value for name, one in SimpleCookie(line).items()})

    def sign_in(self, name: str, password: str) -> None:
        self.ask("GET", "/api/session")
        status, reply = self.ask("POST", "/api/session", {"name": name, "password": password})
        assert status == 200, reply

    def queue(self, campaign: str, hold: int = 1) -> list[dict[str, Any]]:
        """What this person holds, topped up."""
        status, reply = self.ask("PUT", f"/api/campaigns/{campaign}/queue", {"hold": hold})
        assert status == 200, reply
        return list(reply["assignments"])

    def submit(self, assignment: str, stage: str, answers: Any) -> dict[str, Any]:
        body = {"version": 1, "answers": answers}
        path = f"/api/assignments/{assignment}/stages/{stage}"
        status, reply = self.ask("PUT", path, body)
        assert status == 200, reply
        self.acknowledged[assignment, stage] = answers
        return dict(reply)

    def judge(self, campaign: str, answers: dict[str, Any]) -> None:
        """One pair, from the stage that is due to the end."""
        held = self.queue(campaign)[0]
        stage = held["stage"]
        while stage is not None:
            stage = self.submit(held["id"], stage, answers[stage])["stage"]
