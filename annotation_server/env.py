"""The only place that reads the environment. A wrong value stops the start with a sentence."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 32


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. `./run serve` sets it; see .env.example.")
    return value


def flag(name: str, *, default: bool) -> bool:
    value = text(name, str(default).lower())
    if value not in {"true", "false"}:
        raise ImproperlyConfigured(f"{name}={value!r}: use 'true' or 'false'.")
    return value == "true"


def number(name: str, *, default: int) -> int:
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name}={value!r}: use a whole number from 0.")
    return int(value)


def words(name: str, default: str) -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    return Path(text(name, str(default))).expanduser().resolve()


def key(name: str, *, may_be_empty: bool = False) -> str:
    """A secret of at least 32 characters that are not all alike: a weak one stops the start."""
    value = text(name, "" if may_be_empty else None)
    if may_be_empty and not value:
        return ""
    if len(value) < SHORTEST_KEY or len(set(value)) < SHORTEST_KEY // 4:
        raise ImproperlyConfigured(
            f"{name} is too weak ({len(value)} characters). Use 50 random ones, for example from "
            "`python3 -c 'import secrets; print(secrets.token_urlsafe(50))'`."
        )
    return value


def database(name: str) -> dict[str, Any]:
    """`postgres://user:password@host:port/name` as Django's database settings."""
    url = urlsplit(text(name))
    if url.scheme not in {"postgres", "postgresql"} or not url.path.strip("/"):
        raise ImproperlyConfigured(
            f"{name} must look like postgres://user:password@host:port/name; "
            f"it starts with {url.scheme!r}."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
    }
