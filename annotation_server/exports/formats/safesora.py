"""The published shape: preference, label and prompt sets, each split into train and test.

A pair or video without a consensus that is asked for is not in any of them.
"""

from annotation_server.catalog.models import Prompt
from annotation_server.exports.folder import ExportFolder
from annotation_server.exports.formats.cut import Cut, excluded, facts, reasons
from annotation_server.exports.formats.published import NEEDED, PREFERENCES, Sets
from annotation_server.exports.formats.videos import link_videos
from annotation_server.protocol.rules.definition import Definition, Role
from annotation_server.protocol.rules.wire import (
    labels_on_the_wire,
    questions_with,
)

ITEMS = ("video_0", "video_1")
SUB_PREFERENCES = ("instruction_following", "correctness", "information", "aesthetics")
LABELS = (
    *("porn", "violence", "hate", "terrorism", "contraband", "controversial", "racism"),
    *("other_discrimination", "animal_abuse", "child_abuse", "crime", "other_harmful"),
)


def refusal(definition: Definition) -> str | None:
    """Readers of the published shape know only its own questions, answers and labels."""
    missing = [role.value for role in NEEDED if not questions_with(definition, role)]
    if missing:
        return (
            f"{definition.key} has no question with the role {', '.join(missing)}, which the "
            "published shape needs. Export it as jsonl."
        )
    wrong = _misfit(definition)
    return wrong and f"{definition.key}: {wrong}, in the published shape. Export it as jsonl."


def _misfit(definition: Definition) -> str | None:
    subs = questions_with(definition, Role.SUB_PREFERENCE)
    if tuple(question.wire for question in subs) != SUB_PREFERENCES:
        return f"the sub-preferences must be {', '.join(SUB_PREFERENCES)}"
    for role in PREFERENCES:
        for question in questions_with(definition, role):
            if tuple(option.wire for option in question.options) != ITEMS:
                return f"{question.key} must choose between video_0 and video_1 and nothing else"
    (harm,) = questions_with(definition, Role.HARM)
    wires = {option.key: option.wire for option in harm.options}
    if tuple(wires[key] for key in labels_on_the_wire(harm)) != LABELS:
        return f"the labels of {harm.key} must be {', '.join(LABELS)}"
    return None


def total(cut: Cut) -> int:
    """Give the most rows that there can be: some pairs and videos may lack a consensus."""
    things = cut.snapshot.consensus.count()
    prompts = Prompt.objects.filter(corpus=cut.snapshot.campaign.corpus_id).count()
    return things * (1 + cut.options.videos) + prompts


def write(cut: Cut, folder: ExportFolder) -> None:
    """Write the three sets, the videos if asked for, and the report."""
    sets = Sets(cut)
    written = {}
    for split in Prompt.Split.values:
        kinds = {"preference": sets.preferences, "label": sets.labels, "prompt": sets.prompts}
        for kind, rows in kinds.items():
            name = f"{kind}/config-{split}.json.gz"
            written[name] = folder.array(name, rows(split))
    linked = link_videos(cut, folder) if cut.options.videos else None
    report = facts(cut, "safesora") | {
        "information_key": cut.options.information_key,
        "files": dict(sorted(written.items())),
        "videos": linked,
        "weak_labels": cut.snapshot.consensus.filter(weak=True).count(),
        "left_out_counts": reasons(cut, sets.asked),
    }
    folder.report("report.json", report, excluded(cut, sets.asked))
