"""Pseudonyms: whom an export is for decides what its people are called."""

import hmac
import re

PSEUDONYM_DIGITS = 32
AUDIENCE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class Pseudonyms:
    """Gives 32 hex digits for an id: stable for one audience, without a link to those of another.

    They are HMAC-SHA256 (RFC 2104) of `audience:id`. What the key makes of it is made once: there
    is one for every line, and that is most of the time that each takes by itself.
    """

    def __init__(self, key: str, audience: str) -> None:
        self.begun = hmac.new(key.encode(), f"{audience}:".encode(), "sha256")

    def __call__(self, name: str) -> str:
        whole = self.begun.copy()
        whole.update(name.encode())
        return whole.hexdigest()[:PSEUDONYM_DIGITS]
