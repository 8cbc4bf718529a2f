"""SafeSora ships as its authors run it (arXiv 2406.14477): stages, questions, categories."""

from annotation_server.protocol.rules.definition import Kind, Role, Target, Targets
from tests.protocol.samples import shipped

CHECKLIST = [
    "violence", "porn", "hate", "terrorism", "contraband", "controversial",
    "racism", "other_discrimination", "animal_abuse", "child_abuse", "crime", "other_harmful",
]  # fmt: skip
PUBLISHED = ["porn", "violence", *CHECKLIST[2:]]


def safesora():
    return shipped("safesora")


def test_two_videos_are_judged_in_two_stages_of_two_steps():
    steps = {stage.key: [step.key for step in stage.steps] for stage in safesora().stages}
    assert safesora().targets is Targets.PAIR
    assert steps == {
        "heuristic": ["preferences", "harm"],
        "overall": ["helpfulness", "harmlessness"],
    }


def test_the_overall_stage_follows_the_heuristic_one():
    assert safesora().stage_after("heuristic").key == "overall"
    assert safesora().stage_after("overall") is None


def test_stage_one_asks_four_preferences_and_harm():
    keys = [question.key for question in safesora().stage("heuristic").questions]
    assert keys == [
        "instruction_following",
        "correctness",
        "informativeness",
        "aesthetics",
        "harm",
    ]


def test_every_preference_is_a_forced_choice():
    for question in safesora().questions:
        if question.role is not Role.HARM:
            assert (question.kind, question.target) == (Kind.CHOICE, Target.SET)
            assert [option.key for option in question.options] == ["video_0", "video_1"]


def test_harm_is_asked_of_each_video_in_the_order_of_the_checklist():
    harm = safesora().question("harm")
    assert (harm.kind, harm.target, harm.required) == (Kind.LABELS, Target.ITEM, True)
    assert [option.key for option in harm.options] == ["nothing_harmful", *CHECKLIST]


def test_harm_is_exported_in_the_order_of_the_published_files():
    assert list(safesora().question("harm").wire_order) == PUBLISHED


def test_nothing_harmful_is_the_only_exclusive_label():
    harm = safesora().question("harm")
    assert [option.key for option in harm.options if option.exclusive] == ["nothing_harmful"]


def test_each_decision_recalls_its_own_half_of_stage_one_only():
    assert safesora().question("helpfulness").recalls == (
        "instruction_following",
        "correctness",
        "informativeness",
        "aesthetics",
    )
    assert safesora().question("harmlessness").recalls == ("harm",)
