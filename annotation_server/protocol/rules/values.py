"""Whether one value answers one question: its type, its options, its limits."""

from collections.abc import Sequence

from annotation_server.protocol.rules.characters import first_refused
from annotation_server.protocol.rules.definition import Kind, Question
from annotation_server.protocol.rules.problems import Json, Problem, below, shown

MOST_PROBLEMS = 100


class Findings:
    """The problems found in one set of answers. After a hundred no more are kept."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, path: str, code: str, message: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(path, code, message))


def check_value(
    question: Question, value: object, path: str, items: Sequence[str], findings: Findings
) -> Json:
    """Give the value as it is stored. Where it is no answer, note why and give None."""
    before = len(findings.problems)
    if question.kind is Kind.CHOICE:
        _check_option(question, value, path, findings)
    elif question.kind is Kind.SCALE:
        _check_scale(question, value, path, findings)
    elif question.kind is Kind.BOOLEAN:
        _check_boolean(value, path, findings)
    elif question.kind is Kind.LABELS:
        _check_labels(question, value, path, findings)
    elif question.kind is Kind.RANKING:
        _check_ranking(question, value, path, items, findings)
    else:
        _check_text(question, value, path, findings)
    if len(findings.problems) > before or len(findings.problems) >= MOST_PROBLEMS:
        return None
    return _as_stored(question, value, items)


def _as_stored(question: Question, value: object, items: Sequence[str]) -> Json:
    """Put labels into the order of the options and ranks into that of the items."""
    if isinstance(value, list):
        return [option.key for option in question.options if option.key in value]
    if isinstance(value, dict):
        return {item: value[item] for item in items}
    return value if isinstance(value, str | int | bool) else None


def _check_option(question: Question, value: object, path: str, findings: Findings) -> None:
    if not isinstance(value, str):
        findings.add(path, "wrong_type", f"{shown(value)} is not the key of an option. Send one.")
    elif question.option(value) is None:
        allowed = ", ".join(option.key for option in question.options)
        message = f"{shown(value)} is not an option of {question.key}. Options are: {allowed}."
        findings.add(path, "unknown_option", message)


def _check_scale(question: Question, value: object, path: str, findings: Findings) -> None:
    if question.scale is None:
        return
    low, high = question.scale.min, question.scale.max
    if isinstance(value, bool) or not isinstance(value, int):
        message = f"{shown(value)} is not a whole number. Send one from {low} to {high}."
        findings.add(path, "wrong_type", message)
    elif not low <= value <= high:
        message = f"{shown(value)} is off the scale. Send a whole number from {low} to {high}."
        findings.add(path, "out_of_range", message)


def _check_boolean(value: object, path: str, findings: Findings) -> None:
    if not isinstance(value, bool):
        findings.add(path, "wrong_type", f"{shown(value)} is neither true nor false. Send one.")


def _check_labels(question: Question, value: object, path: str, findings: Findings) -> None:
    if not isinstance(value, list):
        message = f"{shown(value)} is not a list. Send a list of option keys."
        findings.add(path, "wrong_type", message)
        return
    if not value:
        findings.add(path, "empty_labels", _empty_labels(question))
    seen: set[str] = set()
    for at, label in enumerate(value):
        place = f"{path}[{at}]"
        _check_option(question, label, place, findings)
        if isinstance(label, str) and label in seen:
            message = f"{shown(label)} is in the list twice. Send it once."
            findings.add(place, "duplicate_option", message)
        if isinstance(label, str):
            seen.add(label)
    none = question.exclusive_option
    if none and none.key in seen and len(seen) > 1:
        message = f"{none.key} means none of the others. Send it alone, or leave it out."
        findings.add(path, "exclusive_with_others", message)


def _empty_labels(question: Question) -> str:
    none = question.exclusive_option
    advice = f"Send [{none.key}] if none applies." if none else "Send at least one option."
    return f"Nothing is chosen, which is not an answer. {advice}"


def _check_text(question: Question, value: object, path: str, findings: Findings) -> None:
    longest = question.max_length or 0
    if not isinstance(value, str):
        findings.add(path, "wrong_type", f"{shown(value)} is not a text. Send a string.")
    elif not value.strip():
        findings.add(path, "blank_text", "The text is blank. Write something, or leave it out.")
    elif len(value) > longest:
        message = f"The text has {len(value):,} characters; {longest:,} are allowed. Shorten it."
        findings.add(path, "too_long", message)
    elif refused := first_refused(value):
        findings.add(path, "bad_character", f"{refused} may not be in a text. Remove it.")


def _check_ranking(
    question: Question, value: object, path: str, items: Sequence[str], findings: Findings
) -> None:
    """Ranks are whole numbers from 1, the best, without gaps; equal ones only where ties are."""
    if not isinstance(value, dict) or set(value) != set(items):
        message = f"A ranking gives each of {', '.join(items)} a rank. Send all of them."
        findings.add(path, "wrong_type", message)
        return
    for item in items:
        rank = value[item]
        if isinstance(rank, bool) or not isinstance(rank, int) or not 1 <= rank <= len(items):
            message = f"{shown(rank)} is not a rank. Send a whole number from 1 to {len(items)}."
            findings.add(below(path, item), "out_of_range", message)
            return
    used = set(value.values())
    if used != set(range(1, len(used) + 1)) or (len(used) < len(items) and not question.ties):
        equal = "may" if question.ties else "may not"
        message = f"Ranks go up from 1 without a gap, and two videos {equal} share one. Correct it."
        findings.add(path, "bad_ranks", message)
