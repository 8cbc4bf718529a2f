"""A manifest as a whole: clips of prompts, and pairs of clips, with every bad line listed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from annotation_server.catalog.rules import ids
from annotation_server.catalog.rules.columns import (
    CLIP_COLUMNS,
    CLIP_REQUIRED,
    PAIR_COLUMNS,
    PAIR_REQUIRED,
    checked,
)
from annotation_server.catalog.rules.lines import Row
from annotation_server.catalog.rules.places import Place
from annotation_server.catalog.rules.problems import MANIFEST, PAIRS, Problem, WrongValueError

FindPlace = Callable[[str], Place]
MOST_ROWS = 500_000
MOST_PROBLEMS = 10_000
# Prompt id, generator and source: what makes a clip of a corpus the same clip.
ClipKey = tuple[str, str, str]
Answers = Mapping[str, object]
FACTS = ("text", "type", "labels", "refined_from", "source", "split")


@dataclass(frozen=True, slots=True)
class PromptFacts:
    """What a line says of its prompt; None is what it does not say."""

    prompt_id: str
    text: str
    type: str | None = None
    labels: tuple[str, ...] | None = None
    refined_from: str | None = None
    source: str | None = None
    split: str | None = None

    def differs_from(self, other: "PromptFacts") -> str:
        """The first column in which both say something, and not the same."""
        for column in FACTS:
            mine, theirs = getattr(self, column), getattr(other, column)
            if mine is not None and theirs is not None and mine != theirs:
                return column
        return ""

    def with_more_from(self, other: "PromptFacts") -> "PromptFacts":
        missing = {name: getattr(other, name) for name in FACTS if getattr(self, name) is None}
        return replace(self, **missing)


@dataclass(frozen=True, slots=True)
class Clip:
    """One good line. `video_id` is None until the bytes are known."""

    line: int
    prompt: PromptFacts
    path: str
    place: Place
    video_id: str | None
    video_text: str
    generated_from: str
    licence: str
    sha256: str

    @property
    def source_key(self) -> str:
        """Path and size, and the hash if it is given: the same for the same import again."""
        return ":".join([self.path, str(self.place.bytes), self.sha256]).rstrip(":")

    @property
    def key(self) -> ClipKey:
        return (self.prompt.prompt_id, self.generated_from, self.source_key)

    def is_as(self, other: "Clip") -> bool:
        """Whether two lines say the same of a clip."""
        return self.key == other.key and self.video_text == other.video_text


@dataclass(frozen=True, slots=True)
class GivenPair:
    """A pair as a line names it: each video by its id, or by the path of its clip."""

    line: int
    pair_id: str | None
    video_0: str
    video_1: str | None
    file: str
    answers: Answers | None = None


@dataclass(frozen=True, slots=True)
class GivenReference:
    """What a published file says of a video."""

    line: int
    video_id: str
    file: str
    answers: Answers


@dataclass
class Manifest:
    """`file` is the one that is read at the moment; `prompt_places` are file and line of each."""

    clips: list[Clip] = field(default_factory=list)
    pairs: list[GivenPair] = field(default_factory=list)
    references: list[GivenReference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    prompts: dict[str, PromptFacts] = field(default_factory=dict)
    prompt_places: dict[str, tuple[str, int]] = field(default_factory=dict)
    file: str = MANIFEST


def read(rows: Iterable[Row | Problem], find: FindPlace) -> Manifest:
    """Take in all lines. Lines with `video_0` and without `path` are pairs, the others clips."""
    manifest = Manifest()
    seen: dict[tuple[str, ...], int] = {}
    for row in bounded(rows, manifest.problems):
        if isinstance(row, Problem):
            manifest.problems.append(row)
        elif "video_0" in row[1] and "path" not in row[1]:
            _take_pair(manifest, row, MANIFEST)
        else:
            _take_clip(manifest, row, find, seen)
    return manifest


def bounded(rows: Iterable[Row | Problem], problems: list[Problem]) -> Iterator[Row | Problem]:
    """No more rows than one import takes, and none after so many bad ones that nobody reads on."""
    for number, row in enumerate(rows, start=1):
        line = row.line if isinstance(row, Problem) else row[0]
        if number > MOST_ROWS:
            message = f"An import takes {MOST_ROWS:,} lines at most. Split the file here."
            yield Problem(line, "", "too_many_lines", message)
            return
        if len(problems) >= MOST_PROBLEMS:
            message = f"{MOST_PROBLEMS:,} problems were found before this line. Reading stops here."
            yield Problem(line, "", "too_many_problems", message)
            return
        yield row


def read_pairs(manifest: Manifest, rows: Iterable[Row | Problem]) -> None:
    """Add the pairs of the second file."""
    for row in bounded(rows, manifest.problems):
        if isinstance(row, Problem):
            manifest.problems.append(_of_pairs_file(row))
        else:
            _take_pair(manifest, row, PAIRS)


def _of_pairs_file(problem: Problem) -> Problem:
    return Problem(problem.line, problem.column, problem.code, problem.message, PAIRS)


def _take_pair(manifest: Manifest, row: Row, file: str) -> None:
    line, columns = row
    values, problems = checked(line, columns, PAIR_COLUMNS, PAIR_REQUIRED)
    if problems:
        found = problems if file == MANIFEST else [_of_pairs_file(one) for one in problems]
        manifest.problems.extend(found)
        return
    texts: dict[str, Any] = values
    manifest.pairs.append(
        GivenPair(line, texts.get("pair_id"), texts["video_0"], texts.get("video_1"), file)
    )


def _take_clip(
    manifest: Manifest, row: Row, find: FindPlace, seen: dict[tuple[str, ...], int]
) -> None:
    line, columns = row
    values, problems = checked(line, columns, CLIP_COLUMNS, CLIP_REQUIRED)
    place = None
    if "path" in values:
        try:
            place = find(str(values["path"]))
        except WrongValueError as error:
            problems.append(Problem(line, "path", error.code, f"path {error.message}"))
    if problems or place is None:
        manifest.problems.extend(problems)
        return
    facts, problems = take_prompt(manifest, line, values)
    clip = clip_of(line, values, facts, place)
    problems += _repetitions(clip, seen)
    manifest.problems.extend(problems)
    if not problems:
        manifest.clips.append(clip)


def take_prompt(
    manifest: Manifest, line: int, values: Mapping[str, Any]
) -> tuple[PromptFacts, list[Problem]]:
    """All lines of a prompt must agree on it; what one leaves out another may say."""
    text = values["prompt_text"]
    facts = PromptFacts(
        prompt_id=values.get("prompt_id") or ids.prompt_id(text),
        text=text,
        type=values.get("prompt_type"),
        labels=values.get("prompt_labels"),
        refined_from=values.get("refined_from"),
        source=values.get("prompt_source"),
        split=values.get("split"),
    )
    known = manifest.prompts.get(facts.prompt_id)
    if known == facts:
        return known, []
    if known and (column := facts.differs_from(known)):
        message = f"An earlier line says something else of this prompt's {column}. Make them agree."
        return facts, [Problem(line, "prompt_id", "prompt_differs", message)]
    manifest.prompts[facts.prompt_id] = known.with_more_from(facts) if known else facts
    manifest.prompt_places.setdefault(facts.prompt_id, (manifest.file, line))
    return facts, []


def clip_of(line: int, values: Mapping[str, Any], prompt: PromptFacts, place: Place) -> Clip:
    generator, sha256 = values.get("generated_from", ""), values.get("sha256", "")
    derived = ids.video_id(prompt.prompt_id, generator, sha256) if sha256 else None
    return Clip(
        line=line,
        prompt=prompt,
        path=values["path"],
        place=place,
        video_id=values.get("video_id") or derived,
        video_text=values.get("video_text", prompt.text),
        generated_from=generator,
        licence=values.get("licence", ""),
        sha256=sha256,
    )


def _repetitions(clip: Clip, seen: dict[tuple[str, ...], int]) -> Iterator[Problem]:
    same_clip = (clip.prompt.prompt_id, clip.generated_from, clip.path)
    if same_clip in seen:
        message = f"Line {seen[same_clip]} has this file for the same prompt and generator already."
        yield Problem(clip.line, "path", "duplicate_clip", message)
    elif clip.video_id and (clip.video_id,) in seen:
        message = f"Line {seen[(clip.video_id,)]} has the same video_id. Every clip needs its own."
        yield Problem(clip.line, "video_id", "duplicate_video_id", message)
    seen.setdefault(same_clip, clip.line)
    if clip.video_id:
        seen.setdefault((clip.video_id,), clip.line)
