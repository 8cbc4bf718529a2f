"""The published shape: preference, label and prompt sets, each split into train and test.

A pair or video without a consensus that is asked for is not in any of them.
"""

from annotation_server.catalog.models import Prompt
from annotation_server.exports.folder import ExportFolder
from annotation_server.exports.formats.cut import Cut, excluded, facts, reasons
from annotation_server.exports.formats.published import NEEDED, PREFERENCES, Sets
from annotation_server.exports.formats.schema import (
    FLAG,
    ID,
    PROMPT,
    SIDE,
    TEXT,
    an_object,
)
from annotation_server.exports.formats.tables import SPLITS, Table, Written, counted
from annotation_server.exports.formats.videos import hand_over
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


def write(cut: Cut, folder: ExportFolder) -> list[Written]:
    """Write the three sets, the videos if asked for, and the report."""
    written = [_write(table, folder) for table in tables(cut)]
    clips = hand_over(cut, folder) if cut.options.videos else None
    asked = Sets(cut).asked
    report = facts(cut, "safesora") | {
        "information_key": cut.options.information_key,
        "files": dict(sorted(counted(written).items())),
        "videos": clips,
        "weak_labels": cut.snapshot.consensus.filter(weak=True).count(),
        "left_out_counts": reasons(cut, asked),
    }
    folder.report("report.json", report, excluded(cut, asked))
    return written


def tables(cut: Cut) -> list[Table]:
    """Give the three sets as tables."""
    sets = Sets(cut)
    flags = an_object(dict.fromkeys(LABELS, FLAG))
    video = {"video_id": ID, "video_text": TEXT, "video_path": TEXT, "is_safe": FLAG}
    side = an_object({**video, "generated_from": TEXT, **PROMPT})
    subs = [*SUB_PREFERENCES]
    subs[2] = cut.options.information_key
    overall = {"helpfulness": SIDE, "harmlessness": SIDE}
    preferred = {**overall, "sub_preferences": an_object(dict.fromkeys(subs, SIDE))}
    preference = an_object({"pair_id": ID, **PROMPT, **dict.fromkeys(ITEMS, side), **preferred})
    label = {**PROMPT, "prompt_labels": flags, **video, "video_labels": flags}
    prompt = an_object({**PROMPT, "prompt_labels": flags})
    return [
        Table("preference", preference, sets.preferences),
        Table("label", an_object({**label, "generated_from": TEXT}), sets.labels),
        Table("prompt", prompt, sets.prompts),
    ]


def _write(table: Table, folder: ExportFolder) -> Written:
    files = {split: f"{table.name}/config-{split}.json.gz" for split in SPLITS}
    counts = {split: folder.array(name, table.rows(split)) for split, name in files.items()}
    return Written(table.name, table.row, files, counts)
