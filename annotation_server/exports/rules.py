"""Pseudonyms: whom an export is for decides what its people are called."""

import hmac
import re

PSEUDONYM_DIGITS = 32
AUDIENCE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def pseudonym(key: str, audience: str, name: str) -> str:
    """Give 32 hex digits for an id: stable for one audience, without a link to those of another."""
    message = f"{audience}:{name}".encode()
    return hmac.digest(key.encode(), message, "sha256").hex()[:PSEUDONYM_DIGITS]
