"""The published ids, derived where a manifest does not give them. All are 64 hexadecimal digits."""

import json
import re
from hashlib import sha256

HEX_ID = re.compile(r"[0-9a-f]{64}")


def prompt_id(text: str) -> str:
    """Of the text as a JSON string: with quotes, ASCII-escaped, not stripped."""
    return _digest(text)


def video_id(prompt: str, generated_from: str, sha256_of_file: str) -> str:
    """Of the prompt's id, the generator's name and the file's SHA-256 in hex."""
    return _digest([prompt, generated_from, sha256_of_file])


def pair_id(*videos: str) -> str:
    """Of the ids of video_0 and video_1, or of the one video of a single."""
    return _digest(list(videos))


def _digest(value: object) -> str:
    return sha256(json.dumps(value).encode()).hexdigest()
