"""Addresses of videos: opaque, bound to one user, and expiring.

A token is `mac + (payload xor pad)`; the pad is made from the MAC, the MAC from user and payload.
So it tells nothing, two users never see the same one, and the same promise always gives the same
token, which lets the browser's cache work.
"""

import binascii
import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from django.conf import settings

from annotation_server.media.errors import MediaExpiredError, MediaNotFoundError

Key = str | bytes
MAC_BYTES = 16
PAD_BLOCK_BYTES = 32
MAX_NAME_BYTES = 200
MAX_TOKEN_LETTERS = 400
DIGEST = "sha256"
SEAL, PAD = "tandem.media.seal", "tandem.media.pad"


class Kind(StrEnum):
    RENDITION = "rendition"
    POSTER = "poster"


LETTERS = {Kind.RENDITION: "r", Kind.POSTER: "p"}
KINDS = {letter: kind for kind, letter in LETTERS.items()}


@dataclass(frozen=True)
class Delivery:
    """What a genuine token asks for; whether the user may still have it is for the caller."""

    name: str
    kind: Kind
    expires_at: int


def sign(user_id: str, name: str, kind: Kind, expires_at: int) -> str:
    """Make a token for a URL's path. `expires_at` (seconds since 1970) is its last good second."""
    if len(name.encode()) > MAX_NAME_BYTES:
        raise ValueError(f"{name!r} is longer than {MAX_NAME_BYTES} bytes.")
    payload = f"{LETTERS[kind]}{expires_at:010x}{name}".encode()
    mac = _mac(settings.SECRET_KEY, user_id, payload)
    sealed = mac + _xor(payload, _pad(settings.SECRET_KEY, mac, len(payload)))
    return urlsafe_b64encode(sealed).rstrip(b"=").decode()


def open_token(token: str, user_id: str, now: float) -> Delivery:
    """Give back what was signed. Anything but a genuine token of this user is `not_found`."""
    sealed = _decoded(token)
    mac, rest = sealed[:MAC_BYTES], sealed[MAC_BYTES:]
    for key in _keys():
        payload = _xor(rest, _pad(key, mac, len(rest)))
        if rest and hmac.compare_digest(mac, _mac(key, user_id, payload)):
            return _current(_parsed(payload.decode()), now)
    raise MediaNotFoundError


def _current(delivery: Delivery, now: float) -> Delivery:
    if now > delivery.expires_at:
        raise MediaExpiredError(
            "The address of this video has expired. Reload the page to get a new one; what you "
            "answered is kept."
        )
    return delivery


def _parsed(payload: str) -> Delivery:
    return Delivery(name=payload[11:], kind=KINDS[payload[0]], expires_at=int(payload[1:11], 16))


def _decoded(token: str) -> bytes:
    if len(token) > MAX_TOKEN_LETTERS:
        raise MediaNotFoundError
    try:
        sealed = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except (binascii.Error, ValueError) as error:
        raise MediaNotFoundError from error
    if urlsafe_b64encode(sealed).rstrip(b"=") != token.encode():
        raise MediaNotFoundError  # one spelling only: ignored letters would be other URLs
    return sealed


def _keys() -> Iterator[Key]:
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS


@lru_cache(maxsize=16)
def _salted(salt: str, key: Key) -> bytes:
    """The key of `django.utils.crypto.salted_hmac`, which makes it anew each time."""
    secret = key.encode() if isinstance(key, str) else key
    return hashlib.new(DIGEST, salt.encode() + secret).digest()


def _mac(key: Key, user_id: str, payload: bytes) -> bytes:
    # The length first: no user and payload may be read as another user and payload.
    user = user_id.encode()
    message = b"%d:%b%b" % (len(user), user, payload)
    return hmac.digest(_salted(SEAL, key), message, DIGEST)[:MAC_BYTES]


def _pad(key: Key, mac: bytes, length: int) -> bytes:
    """As many whole blocks as cover `length`, of eight at most."""
    blocks = (
        hmac.digest(_salted(PAD, key), mac + bytes([number]), DIGEST)
        for number in range(min(-(-length // PAD_BLOCK_BYTES), 8))
    )
    return b"".join(blocks)


def _xor(data: bytes, pad: bytes) -> bytes:
    if len(data) > len(pad):
        raise MediaNotFoundError
    size = len(data)
    return (int.from_bytes(data) ^ int.from_bytes(pad[:size])).to_bytes(size)
