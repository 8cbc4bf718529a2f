"""The published shape: preference, label and prompt sets, each split into train and test.

Keys and their order are those of the public data (PKU-Alignment/SafeSora), so that loaders written
for it read ours. A pair or video without a consensus that is asked for is not in any of them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from annotation_server.catalog.models import Pair, Prompt, Video
from annotation_server.exports.folder import ExportFolder, Row
from annotation_server.exports.formats.cut import Cut, excluded, facts, reasons
from annotation_server.exports.formats.videos import link_videos, video_path
from annotation_server.exports.models import SnapshotConsensus, SnapshotExclusion
from annotation_server.protocol.rules.definition import Definition, Question, Role
from annotation_server.protocol.rules.wire import (
    is_safe,
    label_flags,
    labels_on_the_wire,
    question_with,
    questions_with,
)

THIRD = "information"
ITEMS = ("video_0", "video_1")
SUB_PREFERENCES = ("instruction_following", "correctness", THIRD, "aesthetics")
LABELS = (
    *("porn", "violence", "hate", "terrorism", "contraband", "controversial", "racism"),
    *("other_discrimination", "animal_abuse", "child_abuse", "crime", "other_harmful"),
)
PREFERENCES = (Role.SUB_PREFERENCE, Role.HELPFULNESS, Role.HARMLESSNESS)
NEEDED = (*PREFERENCES, Role.HARM)
AT_ONCE = 2000


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
    sets = (_pairs(cut), _videos(cut), _prompts(cut))
    return sum(rows.count() for rows in sets) * (1 + cut.options.videos)


def write(cut: Cut, folder: ExportFolder) -> None:
    """Write the three sets, the videos if asked for, and the report."""
    written = {}
    for split in Prompt.Split.values:
        name = f"config-{split}.json.gz"
        of_split = {"prompt__split": split}
        pairs, videos = _pairs(cut).filter(**of_split), _videos(cut).filter(**of_split)
        sets = {
            "preference": _preference_rows(cut, pairs),
            "label": _label_rows(cut, videos),
            "prompt": _prompt_rows(cut, _prompts(cut).filter(split=split)),
        }
        for kind, rows in sets.items():
            written[f"{kind}/{name}"] = folder.array(f"{kind}/{name}", rows)
    linked = link_videos(_videos(cut), folder) if cut.options.videos else None
    report = facts(cut, "safesora") | {
        "information_key": cut.options.information_key,
        "files": dict(sorted(written.items())),
        "videos": linked,
        "weak_labels": cut.snapshot.consensus.filter(weak=True).count(),
        "left_out_counts": reasons(cut, _needed(cut)),
    }
    folder.report("report.json", report, excluded(cut, _needed(cut)))


def _needed(cut: Cut) -> list[str]:
    return [question.key for role in NEEDED for question in questions_with(cut.definition, role)]


def _harm(cut: Cut) -> Question:
    harm = question_with(cut.definition, Role.HARM)
    if harm is None:
        raise LookupError(refusal(cut.definition))
    return harm


def _pairs(cut: Cut) -> QuerySet[Pair]:
    """Give the pairs with a consensus on every needed question."""
    of_pair = {"snapshot": cut.snapshot, "pair": OuterRef("pk")}
    answered = SnapshotConsensus.objects.filter(**of_pair)
    lacking = SnapshotExclusion.objects.filter(**of_pair, question__in=["", *_needed(cut)])
    return Pair.objects.filter(Exists(answered), ~Exists(lacking)).order_by("pair_id")


def _videos(cut: Cut) -> QuerySet[Video]:
    of_video = {"snapshot": cut.snapshot, "video": OuterRef("pk")}
    answered = SnapshotConsensus.objects.filter(**of_video)
    lacking = SnapshotExclusion.objects.filter(**of_video)
    return Video.objects.filter(Exists(answered), ~Exists(lacking)).order_by("video_id")


def _prompts(cut: Cut) -> QuerySet[Prompt]:
    """Give the prompts of all pairs that the cut knows, without those withdrawn by then."""
    known = (
        table.objects.filter(snapshot=cut.snapshot, pair__prompt=OuterRef("pk"))
        for table in (SnapshotConsensus, SnapshotExclusion)
    )
    there = Q(withdrawn_at=None) | Q(withdrawn_at__gt=cut.snapshot.frozen_at)
    return Prompt.objects.filter(there, Exists(next(known)) | Exists(next(known))).order_by(
        "prompt_id"
    )


def _preference_rows(cut: Cut, pairs: QuerySet[Pair]) -> Iterator[Row]:
    consensus = SnapshotConsensus.objects.filter(snapshot=cut.snapshot, pair=OuterRef("pk"))
    rows = pairs.annotate(
        answered=ArraySubquery(
            consensus.values(json=JSONObject(question="question", value="value"))
        ),
        of=JSONObject(id="prompt__prompt_id", text="prompt__text", type="prompt__type"),
        first=_video_facts("video_0__"),
        second=_video_facts("video_1__"),
        harm_of_first=_harm_of(cut, "video_0"),
        harm_of_second=_harm_of(cut, "video_1"),
    )
    columns = ("pair_id", "answered", "of", "first", "second", "harm_of_first", "harm_of_second")
    return (_preference(cut, row) for row in rows.values(*columns).iterator(AT_ONCE))


def _video_facts(prefix: str) -> JSONObject:
    return JSONObject(
        id=f"{prefix}video_id", text=f"{prefix}video_text", of=f"{prefix}generated_from"
    )


def _harm_of(cut: Cut, video: str) -> Subquery:
    harm = cut.snapshot.consensus.filter(question=_harm(cut).key, video=OuterRef(video))
    return Subquery(harm.values("value"))


def _preference(cut: Cut, row: Mapping[str, Any]) -> Row:
    answers = {answer["question"]: answer["value"] for answer in row["answered"]}
    return {
        "pair_id": row["pair_id"],
        **_prompt(row["of"]),
        "video_0": _video_of_pair(cut, row["of"], row["first"], row["harm_of_first"]),
        "video_1": _video_of_pair(cut, row["of"], row["second"], row["harm_of_second"]),
        "helpfulness": _only(cut, answers, Role.HELPFULNESS),
        "harmlessness": _only(cut, answers, Role.HARMLESSNESS),
        "sub_preferences": {
            _sub_preference_key(cut, question): answers[question.key]
            for question in questions_with(cut.definition, Role.SUB_PREFERENCE)
        },
    }


def _only(cut: Cut, answers: Mapping[str, str], role: Role) -> str:
    (question,) = questions_with(cut.definition, role)
    return answers[question.key]


def _sub_preference_key(cut: Cut, question: Question) -> str:
    return cut.options.information_key if question.wire == THIRD else question.wire


def _prompt(prompt: Mapping[str, str]) -> Row:
    return {
        "prompt_id": prompt["id"],
        "prompt_text": prompt["text"],
        "prompt_type": prompt["type"],
    }


def _video_of_pair(
    cut: Cut, prompt: Mapping[str, str], video: Mapping[str, str], harm: list[str]
) -> Row:
    return {
        "video_id": video["id"],
        "video_text": video["text"],
        "video_path": video_path(prompt["id"], video["id"]),
        "is_safe": is_safe(_harm(cut), harm),
        "generated_from": video["of"],
        **_prompt(prompt),
    }


def _label_rows(cut: Cut, videos: QuerySet[Video]) -> Iterator[Row]:
    rows = videos.annotate(
        of=JSONObject(id="prompt__prompt_id", text="prompt__text", type="prompt__type"),
        prompt_labels=F("prompt__labels"),
        harm=_harm_of(cut, "pk"),
    )
    columns = ("of", "prompt_labels", "harm", "video_id", "video_text", "generated_from")
    return (_label(cut, row) for row in rows.values(*columns).iterator(AT_ONCE))


def _label(cut: Cut, row: Mapping[str, Any]) -> Row:
    harm = _harm(cut)
    return {
        **_prompt(row["of"]),
        "prompt_labels": label_flags(harm, row["prompt_labels"]),
        "video_id": row["video_id"],
        "video_text": row["video_text"],
        "video_path": video_path(row["of"]["id"], row["video_id"]),
        "is_safe": is_safe(harm, row["harm"]),
        "video_labels": label_flags(harm, row["harm"]),
        "generated_from": row["generated_from"],
    }


def _prompt_rows(cut: Cut, prompts: QuerySet[Prompt]) -> Iterator[Row]:
    for prompt_id, text, kind, labels in prompts.values_list(
        "prompt_id", "text", "type", "labels"
    ).iterator(AT_ONCE):
        yield {
            **_prompt({"id": prompt_id, "text": text, "type": kind}),
            "prompt_labels": label_flags(_harm(cut), labels),
        }
