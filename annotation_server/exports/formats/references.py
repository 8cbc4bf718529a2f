"""A corpus as it came in: the published shape, filled with the answers that its imports brought.

No campaign is asked and nothing is counted: what a file said is said again, also where it
contradicts itself, in the order in which pairs, videos and prompts first came. What no file said
has no key.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from annotation_server.catalog.models import PUBLISHED, Corpus, Pair, Prompt, Reference, Video
from annotation_server.catalog.rules.columns import HARM_CATEGORIES
from annotation_server.core.errors import TandemError
from annotation_server.exports.folder import ExportFolder, Row

AT_ONCE = 2000
SIDES = ("video_0", "video_1")
INFORMATIVENESS = "informativeness"
SUB_PREFERENCES = ("instruction_following", "correctness", INFORMATIVENESS, "aesthetics")
SPLITS = (*Prompt.Split.values, "")
THERE = Q(withdrawn_at=None)


class ClipMissingError(TandemError):
    """A clip that the database knows is not where its import left it."""

    code = "source_missing"


@dataclass(frozen=True, slots=True)
class References:
    """What is written of a corpus; `information_key` is how the third sub-preference is called."""

    corpus: Corpus
    information_key: str
    clips: bool = False


def write(given: References, folder: ExportFolder) -> None:
    """Write each set that the corpus has rows for, by split, the clips if asked, and the report."""
    written = {}
    for split in SPLITS:
        sets = {
            "preference": _preference_rows(given, split),
            "label": _label_rows(given, split),
            "prompt": _prompt_rows(given, split),
        }
        name = f"config-{split}.json.gz" if split else "config.json.gz"
        for kind, (count, rows) in sets.items():
            if count:
                written[f"{kind}/{name}"] = folder.array(f"{kind}/{name}", rows)
    clips = _copy_clips(given, folder) if given.clips else None
    facts = {
        "format": "references",
        "corpus": given.corpus.name,
        "information_key": given.information_key,
        "files": dict(sorted(written.items())),
        "clips": clips,
        "left_out": _left_out(given.corpus),
    }
    folder.object("report.json", facts)


def _pairs(corpus: Corpus) -> QuerySet[Pair]:
    """Those with answers, of which nothing was withdrawn."""
    there = THERE & Q(
        prompt__withdrawn_at=None, video_0__withdrawn_at=None, video_1__withdrawn_at=None
    )
    return Pair.objects.filter(there, corpus=corpus, references__source=PUBLISHED).order_by("pk")


def _videos(corpus: Corpus) -> QuerySet[Video]:
    """Those with labels, as the label set needs them."""
    labelled = Q(references__source=PUBLISHED, references__answers__has_key="video_labels")
    there = THERE & Q(prompt__withdrawn_at=None)
    return Video.objects.filter(there & labelled, corpus=corpus).order_by("pk")


def _left_out(corpus: Corpus) -> dict[str, int]:
    """How many answers came with the imports, and were not written since something was withdrawn.

    Answers on videos stand in the preferences too; counted are those of the label set.
    """
    pairs = Pair.objects.filter(corpus=corpus, references__source=PUBLISHED)
    videos = Video.objects.filter(
        corpus=corpus, references__source=PUBLISHED, references__answers__has_key="video_labels"
    )
    return {
        "pairs": pairs.count() - _pairs(corpus).count(),
        "videos": videos.count() - _videos(corpus).count(),
    }


def _preference_rows(given: References, split: str) -> tuple[int, Iterator[Row]]:
    pairs = _pairs(given.corpus).filter(prompt__split=split)
    rows = pairs.annotate(
        answers=F("references__answers"),
        of=_prompt_facts("prompt__"),
        first=_video_facts("video_0__"),
        second=_video_facts("video_1__"),
        of_first=_answers_of("video_0"),
        of_second=_answers_of("video_1"),
    ).values("pair_id", "answers", "of", "first", "second", "of_first", "of_second")
    return pairs.count(), (_preference(given, row) for row in rows.iterator(AT_ONCE))


def _preference(given: References, row: Mapping[str, Any]) -> Row:
    answers = row["answers"]
    sub = answers.get("sub_preferences")
    return {
        "pair_id": row["pair_id"],
        **row["of"],
        "video_0": _video(row["of"], row["first"], row["of_first"] or {}),
        "video_1": _video(row["of"], row["second"], row["of_second"] or {}),
        **{name: answers[name] for name in ("helpfulness", "harmlessness") if name in answers},
        **({} if sub is None else {"sub_preferences": _sub_preferences(given, sub)}),
    }


def _sub_preferences(given: References, sub: Mapping[str, str]) -> Row:
    names = {INFORMATIVENESS: given.information_key}
    return {names.get(name, name): sub[name] for name in SUB_PREFERENCES if name in sub}


def _label_rows(given: References, split: str) -> tuple[int, Iterator[Row]]:
    videos = _videos(given.corpus).filter(prompt__split=split)
    rows = videos.annotate(
        answers=F("references__answers"),
        of=_prompt_facts("prompt__"),
        prompt_labels=F("prompt__labels"),
        facts=_video_facts(""),
    ).values("answers", "of", "prompt_labels", "facts")
    return videos.count(), (_label(row) for row in rows.iterator(AT_ONCE))


def _label(row: Mapping[str, Any]) -> Row:
    video = _video({}, row["facts"], row["answers"])
    generator = video.pop("generated_from")
    return {
        **row["of"],
        "prompt_labels": _flags(row["prompt_labels"]),
        **video,
        "video_labels": _flags(row["answers"]["video_labels"]),
        "generated_from": generator,
    }


def _prompt_rows(given: References, split: str) -> tuple[int, Iterator[Row]]:
    prompts = Prompt.objects.filter(THERE, corpus=given.corpus, split=split).order_by("pk")
    rows = prompts.annotate(of=_prompt_facts("")).values_list("of", "labels")
    return prompts.count(), (
        {**of, "prompt_labels": _flags(labels)} for of, labels in rows.iterator(AT_ONCE)
    )


def _prompt_facts(prefix: str) -> JSONObject:
    names = {"prompt_id": "prompt_id", "prompt_text": "text", "prompt_type": "type"}
    return JSONObject(**{key: f"{prefix}{column}" for key, column in names.items()})


def _video_facts(prefix: str) -> JSONObject:
    names = {"id": "video_id", "text": "video_text", "of": "generated_from", "path": "source_name"}
    columns = {key: f"{prefix}{column}" for key, column in names.items()}
    return JSONObject(**columns, prompt_id=f"{prefix}prompt__prompt_id")


def _answers_of(video: str) -> Subquery:
    found = Reference.objects.filter(video=OuterRef(video), source=PUBLISHED)
    return Subquery(found.values("answers"))


def _video(
    of: Mapping[str, str], video: Mapping[str, str], answers: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "video_id": video["id"],
        "video_text": video["text"],
        "video_path": clip_path(video["prompt_id"], video["id"], video["path"]),
        **({"is_safe": answers["is_safe"]} if "is_safe" in answers else {}),
        "generated_from": video["of"],
        **of,
    }


def clip_path(prompt_id: str, video_id: str, source_name: str) -> str:
    """Give where a clip lies below the dataset's folder: as published, with its own ending."""
    return f"videos/{prompt_id}/{video_id}{PurePosixPath(source_name).suffix.lower()}"


def _flags(labels: list[str]) -> dict[str, bool]:
    return {name: name in labels for name in HARM_CATEGORIES}


def _copy_clips(given: References, folder: ExportFolder) -> int:
    """Copy the clips themselves, of every video whose bytes are known; returns how many."""
    there = THERE & Q(prompt__withdrawn_at=None, corpus=given.corpus) & ~Q(sha256="")
    columns = ("prompt__prompt_id", "video_id", "source_name", "source_path", "sha256")
    rows = Video.objects.filter(there, video_id__isnull=False).order_by("pk").values_list(*columns)
    count = 0
    for prompt_id, video_id, name, path, digest in rows.iterator(AT_ONCE):
        if not Path(path).is_file() or not folder.copy(
            clip_path(prompt_id, video_id, name), Path(path), digest
        ):
            raise ClipMissingError(
                f"{name} is not where it was imported from, or has other bytes by now. "
                "Put it back, or export without clips."
            )
        count += 1
    return count
