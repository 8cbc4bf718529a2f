"""The one table that `./run bench` prints, as Markdown."""

from collections.abc import Sequence

from annotation_server.quickstart.benchmarks.scenario import Row

HEAD = ("what", "measured", "yardstick", "to reach", "")
MARKS = {True: "yes", False: "NO", None: ""}


def table(rows: Sequence[Row]) -> str:
    cells = [
        HEAD,
        *((row.what, row.figure, row.yardstick, row.goal, MARKS[row.reached]) for row in rows),
    ]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
    lines = [_line(line, widths) for line in cells]
    return "\n".join([lines[0], _line(["-" * width for width in widths], widths), *lines[1:]])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"
