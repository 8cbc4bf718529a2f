"""The hash chain of the audit trail: each seal covers the event and the seal before it."""

import json
from collections.abc import Mapping
from hashlib import sha256

FIRST_SEAL = "0" * 64


def seal(previous: str, event: Mapping[str, object]) -> str:
    """SHA-256 (hex) of the previous seal, a newline and the event as canonical JSON."""
    body = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(f"{previous}\n{body}".encode()).hexdigest()
