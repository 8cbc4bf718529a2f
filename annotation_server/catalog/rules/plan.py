"""What an import adds to a corpus: the manifest against what is known already."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from annotation_server.catalog.rules.manifest import (
    Answers,
    Clip,
    ClipKey,
    GivenPair,
    Manifest,
    PromptFacts,
)
from annotation_server.catalog.rules.problems import MANIFEST, Problem, shown

Two = frozenset[ClipKey]
OTHER_SIDE = {"video_0": "video_1", "video_1": "video_0"}


@dataclass
class Known:
    """What the corpus has. `pairs` are sets of one or two clips, with the one that is video_0."""

    prompts: dict[str, PromptFacts] = field(default_factory=dict)
    clips: set[ClipKey] = field(default_factory=set)
    video_ids: dict[str, ClipKey] = field(default_factory=dict)
    pairs: dict[Two, ClipKey] = field(default_factory=dict)
    pair_ids: set[str] = field(default_factory=set)
    references: dict[ClipKey | Two, Answers] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewPair:
    pair_id: str | None
    video_0: ClipKey
    video_1: ClipKey | None


@dataclass(frozen=True, slots=True)
class NewReference:
    """The answers on a clip or a pair, complete; `is_new` if the corpus has none on it yet."""

    answers: Answers
    is_new: bool


@dataclass
class Plan:
    """What to add; `fills` are prompts of the corpus of which the manifest says more."""

    prompts: list[PromptFacts] = field(default_factory=list)
    fills: list[PromptFacts] = field(default_factory=list)
    clips: list[Clip] = field(default_factory=list)
    pairs: list[NewPair] = field(default_factory=list)
    references: dict[ClipKey | Two, NewReference] = field(default_factory=dict)
    existing: int = 0
    problems: list[Problem] = field(default_factory=list)


def plan(manifest: Manifest, known: Known) -> Plan:
    """List what is new. With any problem nothing may be imported."""
    made = Plan(problems=list(manifest.problems))
    for facts in manifest.prompts.values():
        place = manifest.prompt_places.get(facts.prompt_id, (MANIFEST, 0))
        _plan_prompt(made, place, facts, known)
    names = _Names(known)
    for clip in manifest.clips:
        key = _known_key(clip, known)
        names.add(clip, key or clip.key)
        if key is None:
            made.clips.append(clip)
        else:
            made.existing += 1
    for given in manifest.references:
        if key := names.find(given.video_id):
            _refer(made, key, given.answers, (given.file, given.line), known)
    _plan_pairs(made, manifest.pairs, names, known)
    made.problems.sort(key=lambda problem: (problem.file, problem.line, problem.column))
    return made


def _plan_prompt(made: Plan, place: tuple[str, int], facts: PromptFacts, known: Known) -> None:
    stored = known.prompts.get(facts.prompt_id)
    if stored is None:
        made.prompts.append(facts)
    elif column := facts.differs_from(stored):
        message = f"The corpus has this prompt already, with another {column}. Make them agree."
        file, line = place
        made.problems.append(Problem(line, "prompt_id", "prompt_differs", message, file))
    else:
        more = stored.with_more_from(facts)
        if replace(more, labels=more.labels or None) != stored:
            made.fills.append(more)


def _known_key(clip: Clip, known: Known) -> ClipKey | None:
    if clip.video_id in known.video_ids:
        return known.video_ids[clip.video_id]
    return clip.key if clip.key in known.clips else None


class _Names:
    """By which names a line of pairs may call a clip: its video_id, or its path if that is one."""

    def __init__(self, known: Known) -> None:
        self.by_id = dict(known.video_ids)
        self.by_path: dict[str, set[ClipKey]] = defaultdict(set)

    def add(self, clip: Clip, key: ClipKey) -> None:
        if clip.video_id:
            self.by_id[clip.video_id] = key
        self.by_path[clip.path].add(key)

    def find(self, name: str) -> ClipKey | None:
        if name in self.by_id:
            return self.by_id[name]
        found = self.by_path.get(name, set())
        return next(iter(found)) if len(found) == 1 else None


def _plan_pairs(made: Plan, given: list[GivenPair], names: _Names, known: Known) -> None:
    lines: dict[Two, int] = {}
    taken = set(known.pair_ids)
    for pair in given:
        ends, problems = _ends(pair, names)
        two = frozenset(ends)
        if not problems and two not in known.pairs:
            problems = list(_pair_problems(pair, ends, lines, taken))
        lines.setdefault(two, pair.line)
        taken.update({pair.pair_id} if pair.pair_id else ())
        if problems:
            made.problems.extend(problems)
            continue
        if two in known.pairs:
            made.existing += 1
        else:
            made.pairs.append(NewPair(pair.pair_id, ends[0], ends[1] if len(ends) > 1 else None))
        if pair.answers is not None:
            is_turned = known.pairs.get(two, ends[0]) != ends[0]
            answers = _turned(pair.answers) if is_turned else pair.answers
            _refer(made, two, answers, (pair.file, pair.line), known)


def _refer(
    made: Plan, on: ClipKey | Two, answers: Answers, place: tuple[str, int], known: Known
) -> None:
    """Add what is said to what was said before; it may say more, but nothing else."""
    so_far = made.references[on].answers if on in made.references else known.references.get(on, {})
    if differing := [name for name in answers if so_far.get(name, answers[name]) != answers[name]]:
        message = f"{differing[0]} is known already, as another answer. Make the files agree."
        file, line = place
        made.problems.append(Problem(line, differing[0], "reference_differs", message, file))
    elif not answers.keys() <= so_far.keys():
        made.references[on] = NewReference({**so_far, **answers}, on not in known.references)


def _turned(answers: Answers) -> Answers:
    """The same answers for the pair whose videos stand the other way round."""
    turned: dict[str, object] = {}
    for name, value in answers.items():
        if isinstance(value, Mapping):
            turned[name] = _turned(value)
        else:
            turned[name] = OTHER_SIDE[str(value)]
    return turned


def _ends(pair: GivenPair, names: _Names) -> tuple[list[ClipKey], list[Problem]]:
    ends, problems = [], []
    for column, name in (("video_0", pair.video_0), ("video_1", pair.video_1)):
        if name is None:
            continue
        key = names.find(name)
        if key is None:
            message = f"{column} is {shown(name)}: no video_id or path of exactly one clip here."
            problems.append(Problem(pair.line, column, "unknown_video", message, pair.file))
        else:
            ends.append(key)
    return ends, problems


def _pair_problems(
    pair: GivenPair, ends: list[ClipKey], lines: dict[Two, int], taken: set[str]
) -> Iterator[Problem]:
    two = frozenset(ends)
    if len(ends) != len(two):
        message = "A pair needs two different videos; both are the same."
        yield Problem(pair.line, "video_1", "same_video", message, pair.file)
    elif len({prompt for prompt, _, _ in two}) > 1:
        message = "Both videos of a pair must be of one prompt; these are of two."
        yield Problem(pair.line, "video_1", "different_prompts", message, pair.file)
    elif two in lines:
        message = f"Line {lines[two]} pairs the same videos already."
        yield Problem(pair.line, "video_0", "duplicate_pair", message, pair.file)
    elif pair.pair_id in taken:
        message = "Another pair has this pair_id already."
        yield Problem(pair.line, "pair_id", "duplicate_pair_id", message, pair.file)
