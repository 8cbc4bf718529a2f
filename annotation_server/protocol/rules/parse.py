"""From YAML text, or from stored data, to a Definition that holds together."""

from annotation_server.protocol.rules.coherence import check_coherence
from annotation_server.protocol.rules.definition import (
    Comparison,
    Condition,
    Definition,
    Kind,
    OfItem,
    Option,
    Question,
    Role,
    Scalar,
    Scale,
    Stage,
    Step,
    Target,
    Targets,
)
from annotation_server.protocol.rules.parse_texts import read_texts
from annotation_server.protocol.rules.problems import DefinitionError, Json
from annotation_server.protocol.rules.reading import Fields, Notes
from annotation_server.protocol.rules.source import Tree, read_yaml

MOST_ITEMS = 16
DEFAULT_MAX_LENGTH = 1000
LONGEST_ANSWER = 10_000
_SCALE_LIMIT = 1000
_TOP = ("key", "version", "targets", "items", "default_locale", "stages", "texts")
_QUESTION = (
    *("key", "wire", "target", "kind", "required", "options", "min", "max", "max_length"),
    *("ties", "show_if", "recalls", "role", "wire_order"),
)


def parse_definition(source: str) -> Definition:
    """Read a definition from YAML. Raises DefinitionError with every mistake and its place."""
    return _parse(read_yaml(source))


def parse_data(data: Json) -> Definition:
    """Read a definition from what `canonical.as_data` gave. Raises DefinitionError."""
    return _parse(Tree(data))


def _parse(tree: Tree) -> Definition:
    notes = Notes(tree.lines, list(tree.problems))
    definition = _definition(Fields(tree.data, "", notes, _TOP))
    check_coherence(definition, notes)
    if notes.problems:
        raise DefinitionError(notes.problems)
    return definition


def _definition(fields: Fields) -> Definition:
    fields.require("version", "targets", "texts", "default_locale")
    targets = fields.one_of("targets", Targets) or Targets.PAIR
    fewest, most = _item_counts(fields, targets)
    return Definition(
        key=fields.key("key"),
        version=fields.whole("version", 1, 1_000_000) or 1,
        targets=targets,
        stages=tuple(
            _stage(Fields(value, path, fields.notes, ("key", "steps")))
            for value, path in fields.entries("stages")
        ),
        default_locale=fields.text("default_locale") or "",
        texts=read_texts(fields),
        fewest_items=fewest,
        most_items=most,
    )


def _item_counts(fields: Fields, targets: Targets) -> tuple[int, int]:
    if targets is not Targets.SET:
        if "items" in fields:
            message = f"`items` counts the videos of a set; `targets` is {targets}. Remove it."
            fields.note("items", "misplaced_field", message)
        count = 2 if targets is Targets.PAIR else 1
        return count, count
    counts = Fields(fields.value("items") or {}, fields.at("items"), fields.notes, ("min", "max"))
    counts.require("min", "max")
    fewest, most = (counts.whole(name, 2, MOST_ITEMS) or 2 for name in ("min", "max"))
    return fewest, max(fewest, most)


def _stage(fields: Fields) -> Stage:
    steps = tuple(
        _step(Fields(value, path, fields.notes, ("key", "questions")))
        for value, path in fields.entries("steps")
    )
    return Stage(fields.key("key"), steps)


def _step(fields: Fields) -> Step:
    questions = tuple(
        _question(Fields(value, path, fields.notes, _QUESTION))
        for value, path in fields.entries("questions")
    )
    return Step(fields.key("key"), questions)


def _question(fields: Fields) -> Question:
    fields.require("target", "kind")
    key, kind = fields.key("key"), fields.one_of("kind", Kind)
    if kind:
        _refuse_misplaced(fields, kind)
    return Question(
        key=key,
        wire=fields.key("wire") if "wire" in fields else key,
        target=fields.one_of("target", Target) or Target.SET,
        kind=kind or Kind.BOOLEAN,
        required=fields.flag("required", default=True),
        options=_options(fields),
        scale=_scale(fields) if kind is Kind.SCALE else None,
        max_length=_max_length(fields) if kind is Kind.TEXT else None,
        ties=fields.flag("ties", default=False),
        show_if=_condition(fields) if "show_if" in fields else None,
        recalls=fields.keys("recalls"),
        role=fields.one_of("role", Role),
        wire_order=fields.keys("wire_order"),
    )


def _refuse_misplaced(fields: Fields, kind: Kind) -> None:
    """Note the fields that only questions of another kind have."""
    homes = {
        "options": {Kind.CHOICE, Kind.LABELS},
        "min": {Kind.SCALE},
        "max": {Kind.SCALE},
        "max_length": {Kind.TEXT},
        "ties": {Kind.RANKING},
        "wire_order": {Kind.LABELS},
    }
    for name, kinds in homes.items():
        if name in fields and kind not in kinds:
            message = f"A question of kind {kind} has no `{name}`. Remove it, or change the kind."
            fields.note(name, "misplaced_field", message)


def _options(fields: Fields) -> tuple[Option, ...]:
    return tuple(
        _option(Fields(value, path, fields.notes, ("key", "wire", "exclusive")))
        for value, path in fields.entries("options")
    )


def _option(fields: Fields) -> Option:
    key = fields.key("key")
    wire = fields.key("wire") if "wire" in fields else key
    return Option(key, wire, fields.flag("exclusive", default=False))


def _scale(fields: Fields) -> Scale:
    fields.require("min", "max")
    low = fields.whole("min", -_SCALE_LIMIT, _SCALE_LIMIT)
    high = fields.whole("max", -_SCALE_LIMIT, _SCALE_LIMIT)
    if low is None or high is None:
        return Scale(0, 1)
    return Scale(low, high)


def _max_length(fields: Fields) -> int:
    return fields.whole("max_length", 1, LONGEST_ANSWER) or DEFAULT_MAX_LENGTH


def _condition(question: Fields) -> Condition:
    place = question.at("show_if")
    known = ("question", "item", *Comparison)
    fields = Fields(question.value("show_if"), place, question.notes, known)
    tests = [test for test in Comparison if test in fields]
    if len(tests) != 1:
        message = "Give exactly one of `equals`, `in` and `not`."
        question.note("show_if", "bad_condition", message)
    test = tests[0] if tests else Comparison.EQUALS
    item = fields.one_of("item", OfItem)
    return Condition(fields.key("question"), test, _values(fields, test), item)


def _values(fields: Fields, test: Comparison) -> tuple[Scalar, ...]:
    given = fields.value(test)
    single = given if isinstance(given, list) else [given]
    values = tuple(value for value in single if isinstance(value, str | int | bool))
    if test in fields and (not values or len(values) != len(single)):
        message = f"`{test}` holds something else than answers. Write one, or a list of them."
        fields.note(test, "bad_condition", message)
    return values
