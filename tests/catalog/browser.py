"""A browser of one signed-in user: it keeps the session and sends the CSRF token."""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from annotation_server.accounts.models import User

JSON = "application/json"


class Browser:
    def __init__(self, user: User | None = None) -> None:
        self.client = Client(enforce_csrf_checks=True)
        if user is not None:
            self.client.force_login(user)
        self.client.get("/api/session")
        self.headers = {"X-CSRFToken": self.client.cookies["csrftoken"].value}

    def get(self, address: str, **headers: str) -> Any:
        """The reply, with its bytes in `body`, whether it came in pieces or not."""
        reply: Any = self.client.get(address, headers=headers)
        reply.body = reply.getvalue()
        return reply

    def send(self, method: str, address: str, body: object = None) -> Any:
        """A JSON body, or the bytes as they are."""
        raw = body if isinstance(body, bytes) else json.dumps(body)
        return self.client.generic(method, address, raw, JSON, headers=self.headers)

    def post(self, address: str, body: object = None) -> Any:
        return self.send("POST", address, body)

    def upload(self, address: str, **files: Any) -> Any:
        """Files as `field=(name, content)`, or a list of such pairs for one field."""
        return self.client.post(
            address, {field: _sent(given) for field, given in files.items()}, headers=self.headers
        )


def _sent(given: Any) -> Any:
    if isinstance(given, list):
        return [_sent(one) for one in given]
    return SimpleUploadedFile(*given) if isinstance(given, tuple) else given


def refusal(reply: Any) -> tuple[int, str]:
    return reply.status_code, reply.json()["error"]["code"]


def problems(reply: Any) -> tuple[int, str, list[str]]:
    """The refusal, and the places that it names."""
    fields = reply.json()["error"]["fields"]
    return (*refusal(reply), [one["path"] for one in fields])
