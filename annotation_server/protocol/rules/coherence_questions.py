"""Whether one question makes sense: its options, its condition, its place in exports."""

from collections.abc import Sequence

from annotation_server.protocol.rules.definition import (
    Condition,
    Definition,
    Kind,
    OfItem,
    Question,
    Role,
    Scalar,
    Target,
    Targets,
)
from annotation_server.protocol.rules.problems import shown
from annotation_server.protocol.rules.reading import Notes

_FEWEST_OPTIONS = 2
_MOST_OPTIONS = 100
_MOST_POINTS = 101


def check_question(
    definition: Definition,
    question: Question,
    path: str,
    earlier: Sequence[Question],
    notes: Notes,
) -> None:
    """Note what is wrong with a question, given those asked before it."""
    _check_target(definition, question, path, notes)
    _check_options(definition, question, path, notes)
    _check_scale(question, path, notes)
    _check_wire_order(question, path, notes)
    _check_role(definition, question, path, notes)
    if question.show_if:
        _check_condition(question, question.show_if, f"{path}.show_if", earlier, notes)
    known = {other.key for other in earlier}
    for at, key in enumerate(question.recalls):
        if key not in known:
            message = f"{shown(key)} is not an earlier question. Name one that comes before."
            notes.add(f"{path}.recalls[{at}]", "unknown_question", message)


def _check_target(definition: Definition, question: Question, path: str, notes: Notes) -> None:
    if definition.targets is Targets.SINGLE and question.target is Target.SET:
        message = "Only one video is shown, so there is no set. Use `target: item`."
        notes.add(f"{path}.target", "set_of_one", message)
    elif question.kind is Kind.RANKING and question.target is not Target.SET:
        message = "A ranking puts all videos in order. Use `target: set`."
        notes.add(f"{path}.target", "ranking_of_one", message)


def _check_options(definition: Definition, question: Question, path: str, notes: Notes) -> None:
    if question.kind not in {Kind.CHOICE, Kind.LABELS}:
        return
    place = f"{path}.options"
    if not _FEWEST_OPTIONS <= len(question.options) <= _MOST_OPTIONS:
        message = f"There are {len(question.options)} options. Write from 2 to {_MOST_OPTIONS}."
        notes.add(place, "bad_options", message)
    _check_option_names(question, place, notes)
    _check_exclusive(question, place, notes)
    _check_item_options(definition, question, place, notes)


def _check_option_names(question: Question, place: str, notes: Notes) -> None:
    keys: set[str] = set()
    wires: set[str] = set()
    for at, option in enumerate(question.options):
        if option.key and option.key in keys:
            message = f"`{option.key}` is an option already. Choose another key."
            notes.add(f"{place}[{at}].key", "duplicate_key", message)
        elif option.wire and option.wire in wires:
            message = f"`{option.wire}` is the wire name of another option. Choose another."
            notes.add(f"{place}[{at}].wire", "duplicate_key", message)
        keys.add(option.key)
        wires.add(option.wire)


def _check_exclusive(question: Question, place: str, notes: Notes) -> None:
    marked = [at for at, option in enumerate(question.options) if option.exclusive]
    if marked and question.kind is Kind.CHOICE:
        message = "Options of a choice always exclude each other. Remove `exclusive`."
        notes.add(f"{place}[{marked[0]}].exclusive", "bad_exclusive", message)
    for at in marked[1:] if question.kind is Kind.LABELS else ():
        message = "Another option is exclusive already. Keep one that means none of the others."
        notes.add(f"{place}[{at}].exclusive", "bad_exclusive", message)


def _check_item_options(
    definition: Definition, question: Question, place: str, notes: Notes
) -> None:
    """See that options which are videos name each video once, and only where videos compete."""
    named = [option.key for option in question.options if option.item]
    strangers = [key for key in named if key not in definition.items]
    if strangers:
        message = f"`{strangers[0]}` reads like a video, and there is no such one. Rename it."
        notes.add(place, "bad_item_options", message)
    elif named and (question.target is not Target.SET or question.kind is not Kind.CHOICE):
        message = f"`{named[0]}` is a video; only a choice about the set chooses between videos."
        notes.add(place, "bad_item_options", f"{message} Use another key.")
    elif named and len(set(named)) < len(definition.items):
        absent = next(item for item in definition.items if item not in named)
        message = f"`{absent}` cannot be chosen, though `{named[0]}` can. Add it."
        notes.add(place, "bad_item_options", message)


def _check_scale(question: Question, path: str, notes: Notes) -> None:
    if question.scale and not 1 <= question.scale.max - question.scale.min < _MOST_POINTS:
        low, high = question.scale.min, question.scale.max
        message = f"A scale from {low} to {high} does not have 2 to {_MOST_POINTS} points."
        notes.add(f"{path}.max", "bad_scale", f"{message} Change `min` or `max`.")


def _check_wire_order(question: Question, path: str, notes: Notes) -> None:
    labels = sorted(option.key for option in question.options if not option.exclusive)
    if question.wire_order and sorted(question.wire_order) != labels:
        message = "`wire_order` has to name each option once, without the exclusive one."
        notes.add(f"{path}.wire_order", "bad_wire_order", message)


def _check_role(definition: Definition, question: Question, path: str, notes: Notes) -> None:
    if question.role is None:
        return
    if question.role is Role.HARM:
        fits = question.kind is Kind.LABELS and question.target is Target.ITEM
        fits = fits and question.exclusive_option is not None
        needed = "labels about each item with an exclusive option"
    else:
        options = {option.key for option in question.options}
        fits = question.kind is Kind.CHOICE and options >= set(definition.items)
        needed = "a choice between the videos"
    if not fits:
        message = f"The role {question.role} needs {needed}. Change the question, or its role."
        notes.add(f"{path}.role", "bad_role", message)


def _check_condition(
    question: Question, condition: Condition, path: str, earlier: Sequence[Question], notes: Notes
) -> None:
    source = next((other for other in earlier if other.key == condition.question), None)
    if source is None:
        message = f"{shown(condition.question)} is not an earlier question. Name one before it."
        notes.add(f"{path}.question", "unknown_question", message)
        return
    _check_condition_item(question, condition, source, path, notes)
    for value in condition.values:
        if not _can_be_answered(source, value):
            message = f"{shown(value)} is never an answer to {source.key}. Write one that is."
            notes.add(f"{path}.{condition.test}", "unknown_answer", message)


def _check_condition_item(
    question: Question, condition: Condition, source: Question, path: str, notes: Notes
) -> None:
    if source.target is not Target.ITEM and condition.item:
        message = f"{source.key} is not asked about each item. Remove `item`."
        notes.add(f"{path}.item", "bad_condition", message)
    elif source.target is Target.ITEM and condition.item is None:
        message = f"{source.key} is asked about each item. Add `item: same`, `any` or `every`."
        notes.add(path, "bad_condition", message)
    elif condition.item is OfItem.SAME and question.target is not Target.ITEM:
        message = "This question is not about one item. Use `item: any` or `item: every`."
        notes.add(f"{path}.item", "bad_condition", message)


def _can_be_answered(source: Question, value: Scalar) -> bool:
    if source.kind in {Kind.CHOICE, Kind.LABELS}:
        return isinstance(value, str) and source.option(value) is not None
    if source.kind is Kind.BOOLEAN:
        return isinstance(value, bool)
    if source.kind is Kind.SCALE and source.scale:
        whole = isinstance(value, int) and not isinstance(value, bool)
        return whole and source.scale.min <= int(value) <= source.scale.max
    return False
