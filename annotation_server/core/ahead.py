"""What the page of an address loads and asks for first, as links that the page begins with.

The front end says what that is (`frontend/src/ahead.ts`), its build which files those are by now.
All of it comes at once, where a browser would find one file in another and ask for data at the end.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.html import format_html

BUILT = Path(".vite") / "ahead.json"
SCRIPT = '<link rel="modulepreload" crossorigin href="{}{}">'
STYLE = '<link rel="stylesheet" crossorigin href="{}{}">'
# As the front end fetches it. Each reply is handed to the first who asks for its address.
DATA = '<link rel="preload" as="fetch" crossorigin href="/api/{}">'


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the pages of a path need; the fields are those of `ahead.ts`."""

    path: str
    files: list[str]
    data: list[str]


def links_for(request: HttpRequest, built: Path) -> str:
    """The links of this address, nothing for one without. Data only for whoever is signed in."""
    for page in _pages(built):
        named = _named(page.path, request.path)
        if named is not None:
            data = page.data if page.data and _is_signed_in(request) else []
            return "".join([*_of_data(data, named, request.GET), *_of_files(page.files)])
    return ""


def _pages(built: Path) -> list[Ahead]:
    file = built / BUILT
    return [Ahead(**page) for page in json.loads(file.read_text())] if file.is_file() else []


def _is_signed_in(request: HttpRequest) -> bool:
    """The page itself needs no database, and says so when there is none."""
    try:
        return bool(request.user.is_authenticated)
    except DatabaseError:
        return False


def _named(pattern: str, path: str) -> dict[str, str] | None:
    """The named parts of a path like `/campaigns/:campaign/judge`; None when it is another path."""
    wanted, given = pattern.split("/"), path.split("/")
    if len(wanted) != len(given):
        return None
    both = list(zip(wanted, given, strict=True))
    if any(name != part and not (name.startswith(":") and part) for name, part in both):
        return None
    return {name[1:]: part for name, part in both if name.startswith(":")}


def _of_files(files: Sequence[str]) -> Iterator[str]:
    for file in files:
        yield format_html(STYLE if file.endswith(".css") else SCRIPT, settings.STATIC_URL, file)


def _of_data(
    data: Sequence[str], named: Mapping[str, str], query: Mapping[str, str]
) -> Iterator[str]:
    for address in data:
        path, _, along = address.partition("?")
        parts = [named[part[1:]] if part.startswith(":") else part for part in path.split("/")]
        names = list(query) if along == "*" else along.split("&")
        given = [(name, query[name]) for name in names if query.get(name)]
        yield format_html(DATA, "/".join(parts) + (f"?{_encoded(given)}" if given else ""))


def _encoded(given: Sequence[tuple[str, str]]) -> str:
    """As URLSearchParams writes it: the front end has to ask for the same address."""
    return urlencode(given, safe="*").replace("~", "%7E")
