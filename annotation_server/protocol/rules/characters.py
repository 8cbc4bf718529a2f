"""Which characters a text may hold: none that cannot be stored, and none that nobody can see.

PostgreSQL refuses NUL, UTF-8 has no lone surrogates, and other control characters hide content.
"""

import re

_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def first_refused(text: str) -> str | None:
    """Name the first refused character, such as `U+0000`, or give None. Tab and newline pass."""
    found = _REFUSED.search(text)
    return found and f"U+{ord(found.group()):04X}"
