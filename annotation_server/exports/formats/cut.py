"""What a format is a function of: the frozen rows, the protocol and the chosen options."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet

from annotation_server.exports.models import Snapshot, SnapshotExclusion
from annotation_server.exports.rules import Pseudonyms
from annotation_server.protocol.rules.definition import Definition


class Seconds(StrEnum):
    """How exactly an export tells the time that a stage took."""

    EXACT = "exact"
    WHOLE = "whole"
    TEN = "ten"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Options:
    """What is chosen for one export of a cut.

    `information_key` is what the third sub-preference is called in the published shape. With
    `videos` it has the clips: as annotators watched them, or the `originals`; as files, or in tar
    files of at most `shard_mb` megabytes each if that is not 0. `notes` are what annotators wrote.
    """

    information_key: str = "information"
    videos: bool = False
    audience: str = "public"
    seconds: str = Seconds.EXACT.value
    notes: bool = False
    originals: bool = False
    shard_mb: int = 0


USUAL = Options()


@dataclass(frozen=True, slots=True)
class Cut:
    snapshot: Snapshot
    definition: Definition
    options: Options

    def pseudonyms(self) -> Pseudonyms:
        return Pseudonyms(settings.TANDEM_PSEUDONYM_KEY, self.options.audience)


def _exclusions(cut: Cut, needed: Collection[str]) -> QuerySet[SnapshotExclusion]:
    return cut.snapshot.exclusions.filter(question__in=["", *needed])


def facts(cut: Cut, format_name: str) -> dict[str, object]:
    """Give what every report says: which cut this is, and how many assignments of each state."""
    snapshot = cut.snapshot
    states = snapshot.assignments.values_list("state", "counted", "left_out")
    counts = states.annotate(count=Count("*")).order_by("state", "counted", "left_out")
    return {
        "format": format_name,
        "snapshot": str(snapshot.pk),
        "frozen_at": snapshot.frozen_at.isoformat(),
        "code_version": snapshot.code_version,
        "filters": snapshot.options,
        "consensus_method": snapshot.consensus_method.value,
        "protocol": {
            "key": cut.definition.key,
            "version": cut.definition.version,
            "sha256": snapshot.protocol_sha256,
        },
        "assignments": [
            {"state": state, "counted": counted, "left_out": left_out or None, "count": count}
            for state, counted, left_out, count in counts
        ],
    }


def excluded(cut: Cut, needed: Collection[str]) -> Iterator[dict[str, str]]:
    """Yield every pair and video without a place in the published shape, with the reason.

    `needed` are the keys of the questions that the shape asks for.
    """
    columns = ("pair__pair_id", "video__video_id", "question", "reason", "pair_id", "video_id")
    rows = _exclusions(cut, needed).order_by(
        F("pair__pair_id").asc(nulls_last=True), "video__video_id", "question", "pk"
    )
    for pair, video, question, reason, pair_row, video_row in rows.values_list(*columns).iterator():
        thing = {"pair": pair or f"row {pair_row}"} if pair_row else {}
        thing |= {"video": video or f"row {video_row}"} if video_row else {}
        yield thing | ({"question": question} if question else {}) | {"reason": reason}


def reasons(cut: Cut, needed: Collection[str]) -> list[dict[str, object]]:
    """Count the exclusions by what is excluded and why."""
    of_video = ExpressionWrapper(Q(pair=None), BooleanField())
    groups = ("of_video", "question", "reason")
    counts = _exclusions(cut, needed).annotate(of_video=of_video).values_list(*groups)
    return [
        {
            "of": "video" if is_video else "pair",
            "question": question or None,
            "reason": reason,
            "count": count,
        }
        for is_video, question, reason, count in counts.annotate(count=Count("*")).order_by(*groups)
    ]
