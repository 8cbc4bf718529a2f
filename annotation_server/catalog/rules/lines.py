"""Cuts a manifest into rows: JSON Lines or CSV, in UTF-8."""

import csv
import io
from collections.abc import Callable, Container, Iterable, Iterator
from typing import IO

from annotation_server.catalog.rules.problems import Problem, plain, shown
from annotation_server.core.errors import InvalidError
from annotation_server.core.strict_json import parse_json

LONGEST_LINE = 1024 * 1024
LARGEST_FILE = 512 * 1024 * 1024
BOM = b"\xef\xbb\xbf"
JSON_LINES, CSV = (".jsonl", ".ndjson"), (".csv",)

Row = tuple[int, dict[str, object]]


def rows(file: IO[bytes], name: str, columns: Container[str]) -> Iterator[Row | Problem]:
    """Every row with its line number, or what is wrong with the line. Blank lines are skipped.

    The header of a CSV file may only have these columns; JSON lines are not checked for them here.
    """
    suffix = name[name.rfind(".") :].lower()
    if suffix in JSON_LINES:
        return json_rows(file)
    if suffix in CSV:
        return _csv_rows(file, columns)
    message = f"The name {shown(name)} must end in .jsonl or .csv, which says how it is read."
    return iter([Problem(0, "", "unknown_format", message)])


def json_rows(file: IO[bytes]) -> Iterator[Row | Problem]:
    """Every line of JSON Lines with its number, or what is wrong with it."""
    for number, line in enumerate(_lines(file), start=1):
        if len(line) > LONGEST_LINE:
            message = f"The line is longer than {LONGEST_LINE // 1024} KiB. Reading stops here."
            yield Problem(number, "", "line_too_long", message)
            return
        content = (line.removeprefix(BOM) if number == 1 else line).strip()
        if content:
            yield json_row(number, content)


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    while line := file.readline(LONGEST_LINE + 1):
        yield line


def json_row(number: int, content: bytes) -> Row | Problem:
    try:
        row = parse_json(content)
    except InvalidError as error:
        message = error.message.replace("The body", "The line")
        place = error.fields[0].path if error.fields else ""
        return Problem(number, plain(place), error.code, message)
    if not isinstance(row, dict):
        message = f"The line must be one JSON object; it is {shown(row)}."
        return Problem(number, "", "not_an_object", message)
    return number, row


def _csv_rows(file: IO[bytes], columns: Container[str]) -> Iterator[Row | Problem]:
    raw = file.read(LARGEST_FILE + 1).removeprefix(BOM)
    if len(raw) > LARGEST_FILE:
        message = f"The file is larger than {LARGEST_FILE // 1024**2} MiB. Split it."
        yield Problem(0, "", "file_too_large", message)
        return
    try:
        content = raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        yield Problem(line, "", "not_utf8", "The line is not UTF-8 text. Save the file as UTF-8.")
        return
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    yield from _table(_numbered(reader, lambda: reader.line_num), columns)


def _numbered(
    reader: Iterable[list[str]], lines_read: Callable[[], int]
) -> Iterator[tuple[int, list[str]] | Problem]:
    """Each row with the line it starts on: a quoted cell may hold several lines."""
    started = 1
    try:
        for cells in reader:
            if any(cells):
                yield started, cells
            started = lines_read() + 1
    except csv.Error as error:
        message = f"The line is not CSV ({error}). Reading stops here."
        yield Problem(started, "", "not_csv", message)


def _table(
    read: Iterable[tuple[int, list[str]] | Problem], columns: Container[str]
) -> Iterator[Row | Problem]:
    header: list[str] = []
    for row in read:
        if isinstance(row, Problem):
            yield row
        elif header:
            yield _csv_row(row[0], header, row[1])
        else:
            header = [cell.strip() for cell in row[1]]
            problems = list(_header_problems(row[0], header, columns))
            yield from problems
            if problems:
                return


def _header_problems(line: int, header: list[str], columns: Container[str]) -> Iterator[Problem]:
    for name in dict.fromkeys(header):
        if name not in columns:
            message = f"The header has {shown(name)}, which is not a known column. Leave it out."
            yield Problem(line, plain(name), "unknown_column", message)
        elif header.count(name) > 1:
            message = f"The header has {shown(name)} twice. Name every column once."
            yield Problem(line, plain(name), "duplicate_column", message)


def _csv_row(number: int, header: list[str], cells: list[str]) -> Row | Problem:
    if len(cells) != len(header):
        message = f"The line has {len(cells)} cells, and the header has {len(header)}."
        return Problem(number, "", "wrong_number_of_cells", message)
    return number, dict(zip(header, cells, strict=True))
