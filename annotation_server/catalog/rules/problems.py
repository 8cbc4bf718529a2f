"""What is wrong with a line of a manifest."""

from dataclasses import asdict, dataclass

MANIFEST, PAIRS = "manifest", "pairs"
SHOWN = 60
LONGEST_COLUMN = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` counts from 1 and is the file's own; 0 is the file as a whole.

    `file` is MANIFEST, PAIRS, or of several published files the path of the one below their folder.
    """

    line: int
    column: str
    code: str
    message: str
    file: str = MANIFEST

    def as_json(self) -> dict[str, object]:
        return asdict(self)


class WrongValueError(Exception):
    """A value that its column does not take."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def plain(name: str) -> str:
    """The name of a column as a report may hold it: printable, and not too long."""
    return name[:LONGEST_COLUMN] if name.isprintable() else repr(name)[:LONGEST_COLUMN]


def shown(value: object) -> str:
    """A value as a sentence quotes it: printable and short."""
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
