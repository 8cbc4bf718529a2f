"""The files of a simulated run: answers that are given, and the log of those acknowledged."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO

from annotation_server.campaigns.models import Campaign
from annotation_server.core.errors import FieldProblem, InvalidError
from annotation_server.protocol.queries import definition_of
from annotation_server.simulation.queries import pair_ids_of
from annotation_server.simulation.rules.given import GivenAnswers, Reader


def read_answers(campaign: Campaign, path: Path | None, *, most: int) -> GivenAnswers | None:
    """Raises InvalidError with every bad line, and for more annotators than were allowed."""
    if path is None:
        return None
    reader = Reader(definition_of(campaign.protocol), pair_ids_of(campaign), campaign.overlap)
    try:
        reader.read(path.read_text(encoding="utf-8").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidError(f"{path} cannot be read as UTF-8 text: {error}.") from error
    _refuse_bad_lines(path, reader)
    people = len(reader.found.sheets)
    if not 1 <= people <= most:
        raise InvalidError(
            f"{path} has answers of {people} annotators; --annotators allows 1 to {most}. "
            "Change one of the two."
        )
    return reader.found


def _refuse_bad_lines(path: Path, reader: Reader) -> None:
    if not reader.problems:
        return
    problems = [
        FieldProblem(f"line {p.line}{', ' if p.path else ''}{p.path}", p.code, p.message)
        for p in reader.problems
    ]
    raise InvalidError(
        f"Nothing was begun: {len(problems)} mistakes in {path}. Correct them and start again.",
        fields=problems,
    )


def open_log(path: Path | None) -> AbstractContextManager[IO[str] | None]:
    """The log is added to, so that what an earlier run was told stays known."""
    if path is None:
        return nullcontext()
    try:
        return path.open("a", encoding="utf-8")
    except OSError as error:
        raise InvalidError(f"The log {path} cannot be written: {error.strerror}.") from error
