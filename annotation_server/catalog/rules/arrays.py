"""Cuts one JSON array into its objects without holding all of it, packed with gzip or not."""

import codecs
import gzip
import json
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from annotation_server.catalog.rules.lines import LONGEST_LINE, Row, json_row
from annotation_server.catalog.rules.problems import Problem

MOST_BYTES = 2 * 1024**3
PIECE = 1024 * 1024
ARRAY = (".json", ".json.gz")
BETWEEN = re.compile(r"[ \t\r\n]*")
FAULTS = {
    "not_utf8": "The file is not UTF-8 text. Save it as UTF-8.",
    "not_gzip": "The file is no whole gzip file. Pack it again, or unpack it to .json.",
    "too_deep": "The object is nested far too deep.",
    "not_an_array": "The file must be one JSON array of objects, with commas between. Reading "
    "stops here.",
    "line_too_long": f"The object is no JSON, or longer than {LONGEST_LINE // 1024} KiB. Reading "
    "stops here.",
    "file_too_large": f"The file unpacks to more than {MOST_BYTES // 1024**3} GiB. Split it.",
}


class _FaultError(Exception):
    """What ends the reading."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def array_rows(file: BinaryIO, name: str) -> Iterator[Row | Problem]:
    """Every object with its place in the array, from 1 on, or what is wrong with it."""
    place = 0
    try:
        opened = gzip.GzipFile(fileobj=file) if name.lower().endswith(".gz") else file
        for place, text in enumerate(_objects(_Window(opened)), start=1):
            yield json_row(place, text.encode())
    except (gzip.BadGzipFile, EOFError, zlib.error):
        yield _problem(place + 1, "not_gzip")
    except UnicodeDecodeError:
        yield _problem(place + 1, "not_utf8")
    except RecursionError:
        yield _problem(place + 1, "too_deep")
    except _FaultError as fault:
        yield _problem(place + 1, fault.code)


def _problem(place: int, code: str) -> Problem:
    return Problem(place, "", code, FAULTS[code])


class _Window:
    """The part of the text that is looked at; what was taken is let go."""

    def __init__(self, file: BinaryIO | gzip.GzipFile) -> None:
        self.file = file
        self.decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self.text = ""
        self.at = 0
        self.read = 0

    def more(self) -> bool:
        piece = self.file.read(PIECE)
        self.read += len(piece)
        if self.read > MOST_BYTES:
            raise _FaultError("file_too_large")
        decoded = self.decoder.decode(piece, final=not piece)
        self.text, self.at = self.text[self.at :] + decoded, 0
        return bool(piece)

    def next_mark(self) -> str:
        """The next character that is no blank, which stays; empty at the end."""
        while True:
            found = BETWEEN.match(self.text, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def skip(self, mark: str) -> None:
        if self.next_mark() != mark:
            raise _FaultError("not_an_array")
        self.at += 1


def _objects(window: _Window) -> Iterator[str]:
    window.skip("[")
    if window.next_mark() != "]":
        yield _object(window)
    while window.next_mark() == ",":
        window.skip(",")
        yield _object(window)
    window.skip("]")
    if window.next_mark():
        raise _FaultError("not_an_array")


def _object(window: _Window) -> str:
    if window.next_mark() != "{":
        raise _FaultError("not_an_array")
    decoder = json.JSONDecoder()
    while True:
        try:
            _, end = decoder.raw_decode(window.text, window.at)
        except ValueError as error:
            if len(window.text) - window.at > LONGEST_LINE or not window.more():
                raise _FaultError("line_too_long") from error
            continue
        if end - window.at > LONGEST_LINE:
            raise _FaultError("line_too_long")
        text = window.text[window.at : end]
        window.at = end
        return text
