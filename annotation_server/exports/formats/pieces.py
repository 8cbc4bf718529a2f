"""Pieces of canonical JSON, encoded once where the same comes again and again."""

import json
from collections.abc import Callable
from json.encoder import encode_basestring

from annotation_server.protocol.rules.definition import Question
from annotation_server.protocol.rules.wire import on_the_wire_of

MOST_KEPT = 4_000
ENCODER = json.JSONEncoder(ensure_ascii=False)  # `json.dumps` makes one for each call


def text(value: str | None) -> str:
    """Give a string as JSON, characters beyond ASCII as they are."""
    return encode_basestring(value or "")


def dumps(value: object) -> str:
    """Give any value as JSON, spelled as in every data file."""
    return ENCODER.encode(value)


def outside(question: Question, answer: str) -> str:
    """Give a question's answer by its names outside, both as JSON."""
    return dumps(on_the_wire_of(question, json.loads(answer)))


class Kept:
    """Remembers what was made of a text: of the first few thousand different ones."""

    def __init__(self, make: Callable[[str], str]) -> None:
        self.make = make
        self.made: dict[str, str] = {}

    def __call__(self, given: str) -> str:
        piece = self.made.get(given)
        if piece is None:
            piece = self.make(given)
            if len(self.made) < MOST_KEPT:
                self.made[given] = piece
        return piece
