"""Whether the parts of a definition fit together: unique keys, questions that can be asked."""

from collections.abc import Iterator, Sequence

from annotation_server.protocol.rules.coherence_questions import check_question
from annotation_server.protocol.rules.coherence_texts import check_texts
from annotation_server.protocol.rules.definition import Definition, Question, Role
from annotation_server.protocol.rules.reading import Notes

_ONCE = (Role.HELPFULNESS, Role.HARMLESSNESS, Role.HARM)


def check_coherence(definition: Definition, notes: Notes) -> None:
    """Note what no single field shows. Needs a definition whose fields were read already."""
    _check_shape(definition, notes)
    _check_unique(definition, notes)
    earlier: list[Question] = []
    for path, question in _placed(definition):
        check_question(definition, question, path, earlier, notes)
        earlier.append(question)
    check_texts(definition, notes)


def _placed(definition: Definition) -> Iterator[tuple[str, Question]]:
    for i, stage in enumerate(definition.stages):
        for j, step in enumerate(stage.steps):
            for k, question in enumerate(step.questions):
                yield f"stages[{i}].steps[{j}].questions[{k}]", question


def _check_shape(definition: Definition, notes: Notes) -> None:
    if not definition.stages:
        notes.add("stages", "empty", "There is no stage. Write at least one.")
    for i, stage in enumerate(definition.stages):
        if not stage.steps:
            notes.add(f"stages[{i}]", "empty", "This stage has no step. Write at least one.")
        for j, step in enumerate(stage.steps):
            if not step.questions:
                message = "This step has no question. Write at least one."
                notes.add(f"stages[{i}].steps[{j}]", "empty", message)


def _check_unique(definition: Definition, notes: Notes) -> None:
    stages = [(f"stages[{i}].key", stage.key) for i, stage in enumerate(definition.stages)]
    steps = [
        (f"stages[{i}].steps[{j}].key", step.key)
        for i, stage in enumerate(definition.stages)
        for j, step in enumerate(stage.steps)
    ]
    questions = [(f"{path}.key", question.key) for path, question in _placed(definition)]
    first = {q.key: (f"{path}.wire", q.wire) for path, q in reversed(list(_placed(definition)))}
    wires = list(reversed(first.values()))
    for kind, named in (("stage", stages), ("step", steps), ("question", questions)):
        _refuse_repeats(named, f"The key of an earlier {kind} is", notes)
    _refuse_repeats(wires, "The wire name of an earlier question is", notes)
    once = [(f"{p}.role", q.role) for p, q in _placed(definition) if q.role in _ONCE]
    _refuse_repeats(once, "The role of an earlier question is", notes)


def _refuse_repeats(named: Sequence[tuple[str, str | None]], already: str, notes: Notes) -> None:
    seen: set[str | None] = set()
    for path, name in named:
        if name and name in seen:
            notes.add(path, "duplicate_key", f"{already} `{name}` as well. Choose another.")
        seen.add(name)
