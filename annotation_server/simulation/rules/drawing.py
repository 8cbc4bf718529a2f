"""Answers drawn from a protocol's definition alone.

What is drawn depends on the seed, the pair, the annotator and the question, never on the order or
the time in which people come. Annotators lean towards one answer of a pair, as real ones do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from annotation_server.protocol.rules.conditions import Answers, asked_items, is_asked
from annotation_server.protocol.rules.definition import Definition, Kind, Question, Target
from annotation_server.protocol.rules.problems import Json

AGREE = 0.7
NOTHING_APPLIES = 0.7
ANOTHER_LABEL = 0.25
SAYS_MORE = 0.5
WORDS = ("steady", "blurred", "bright", "slow", "odd", "lively", "plain", "sharp")
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Sheet:
    """Whose answers to which pair, in which run."""

    seed: int
    pair: str
    annotator: str

    def own(self, *place: str) -> Random:
        """What this annotator alone thinks at a place."""
        return _random(self.seed, self.pair, self.annotator, *place)

    def common(self, *place: str) -> Random:
        """What every annotator of this pair leans to at a place."""
        return _random(self.seed, self.pair, "", *place)


def _random(*parts: object) -> Random:
    return Random("\n".join(map(str, parts)))  # noqa: S311  # drawn again from the same seed


def drawn_answers(
    definition: Definition, stage_key: str, sheet: Sheet, earlier: Mapping[str, Answers]
) -> dict[str, Json]:
    """Complete answers of one stage; `earlier` has those of the stages before, by stage."""
    stage = definition.stage(stage_key)
    if stage is None:
        raise ValueError(f"{definition.key} has no stage {stage_key!r}.")
    known: dict[str, Json] = {
        key: value for given in earlier.values() for key, value in given.items()
    }
    answers: dict[str, Json] = {}
    for question in stage.questions:
        value = _answer(question, sheet, known, definition.items)
        if value is not None:
            answers[question.key] = known[question.key] = value
    return answers


def _answer(question: Question, sheet: Sheet, known: Answers, items: tuple[str, ...]) -> Json:
    """None where the question is not asked, or is left out because it may be."""
    if not question.required and sheet.own(question.key, "more").random() >= SAYS_MORE:
        return None
    if question.target is Target.ITEM:
        asked = asked_items(question, known, items)
        return {item: _value(question, sheet, item, items) for item in asked} or None
    return _value(question, sheet, "", items) if is_asked(question, known, items) else None


def _value(question: Question, sheet: Sheet, item: str, items: tuple[str, ...]) -> Json:
    own = sheet.own(question.key, item)
    source = sheet.common(question.key, item) if own.random() < AGREE else own
    return _drawn(question, source, items)


def _drawn(question: Question, source: Random, items: tuple[str, ...]) -> Json:
    match question.kind:
        case Kind.CHOICE:
            return _one_of([option.key for option in question.options], source)
        case Kind.SCALE:
            scale = question.scale
            return source.randint(scale.min, scale.max) if scale else None
        case Kind.BOOLEAN:
            return source.random() < 1 / 2
        case Kind.LABELS:
            return _labels(question, source)
        case Kind.RANKING:
            return _ranks(items, source)
        case Kind.TEXT:
            return _text(question.max_length or MOST_WORDS, source)


def _one_of(keys: list[str], source: Random) -> str:
    return keys[source.randrange(len(keys))]


def _labels(question: Question, source: Random) -> Json:
    """In the order of the options; the exclusive one only alone."""
    none = question.exclusive_option
    if none is not None and source.random() < NOTHING_APPLIES:
        return [none.key]
    keys = [option.key for option in question.options if not option.exclusive]
    chosen = {_one_of(keys, source)}
    while source.random() < ANOTHER_LABEL:
        chosen.add(_one_of(keys, source))
    return [key for key in keys if key in chosen]


def _ranks(items: tuple[str, ...], source: Random) -> Json:
    order = source.sample(items, len(items))
    return {item: order.index(item) + 1 for item in items}


def _text(longest: int, source: Random) -> str:
    words = [_one_of(list(WORDS), source) for _ in range(source.randint(1, MOST_WORDS))]
    return " ".join(words)[:longest].strip()
