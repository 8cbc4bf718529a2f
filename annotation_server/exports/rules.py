"""Pseudonyms: whom an export is for decides what its people are called."""

import re
from hashlib import sha256

PSEUDONYM_DIGITS = 32
AUDIENCE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
INNER, OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))


class Pseudonyms:
    """Gives 32 hex digits for an id: stable for one audience, without a link to those of another.

    They are HMAC-SHA256 (RFC 2104) of `audience:id`. What the key alone makes of it is made once:
    there is one for every line, and that is most of the time that `hmac.digest` takes.
    """

    def __init__(self, key: str, audience: str) -> None:
        raw, size = key.encode(), sha256().block_size
        block = (raw if len(raw) <= size else sha256(raw).digest()).ljust(size, b"\0")
        self.inner = sha256(block.translate(INNER) + f"{audience}:".encode())
        self.outer = sha256(block.translate(OUTER))

    def __call__(self, name: str) -> str:
        inner, outer = self.inner.copy(), self.outer.copy()
        inner.update(name.encode())
        outer.update(inner.digest())
        return outer.hexdigest()[:PSEUDONYM_DIGITS]
