import pytest

from annotation_server.protocol.rules.definition import Role
from annotation_server.protocol.rules.wire import (
    is_safe,
    label_flags,
    on_the_wire,
    question_with,
    questions_with,
)
from tests.protocol.samples import HEURISTIC, SHIPPED, shipped

PUBLISHED = [
    "porn", "violence", "hate", "terrorism", "contraband", "controversial",
    "racism", "other_discrimination", "animal_abuse", "child_abuse", "crime", "other_harmful",
]  # fmt: skip


def harm():
    return question_with(shipped("safesora"), Role.HARM)


def test_informativeness_is_called_information_outside():
    wires = [question.wire for question in questions_with(shipped("safesora"), Role.SUB_PREFERENCE)]
    assert wires == ["instruction_following", "correctness", "information", "aesthetics"]


def test_label_flags_keep_the_order_of_the_published_files():
    flags = label_flags(harm(), ["crime", "violence"])
    assert list(flags) == PUBLISHED
    assert [label for label, ticked in flags.items() if ticked] == ["violence", "crime"]


@pytest.mark.parametrize(
    ("labels", "safe"),
    [
        (["nothing_harmful"], True),
        (["crime"], False),
        ([], False),
        (["nothing_harmful", "crime"], False),
    ],
)
def test_only_an_explicit_nothing_harmful_is_safe(labels, safe):
    assert is_safe(harm(), labels) is safe


def test_answers_are_renamed_and_ordered_for_an_export():
    renamed = on_the_wire(shipped("safesora"), HEURISTIC)
    assert list(renamed) == [
        "instruction_following",
        "correctness",
        "information",
        "aesthetics",
        "video_labels",
    ]
    assert renamed["information"] == HEURISTIC["informativeness"]
    assert renamed["video_labels"] == HEURISTIC["harm"]


def test_labels_are_exported_in_wire_order():
    answers = {"harm": {"video_0": ["violence", "porn"]}}
    renamed = on_the_wire(shipped("safesora"), answers)
    assert renamed == {"video_labels": {"video_0": ["porn", "violence"]}}


def test_answers_that_are_no_options_keep_their_values():
    answers = {"is_safe": {"video_0": True, "video_1": False}}
    assert on_the_wire(shipped("safe_rlhf_gated"), answers) == answers


@pytest.mark.parametrize(("name", "roles"), [("safesora", 7), ("safe_rlhf_gated", 2)])
def test_roles_tell_what_a_published_format_needs(name, roles):
    assert sum(len(questions_with(shipped(name), role)) for role in Role) == roles


@pytest.mark.parametrize("name", SHIPPED)
def test_a_protocol_has_one_question_for_each_single_role(name):
    for role in (Role.HELPFULNESS, Role.HARMLESSNESS, Role.HARM):
        assert len(questions_with(shipped(name), role)) <= 1
