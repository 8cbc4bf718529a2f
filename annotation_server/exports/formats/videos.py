"""The clips of an export: as annotators watched them or as they came, as files or in tar files.

`videos/<prompt_id>/<video_id>.mp4` each; originals keep their own ending. Tar files are named as
WebDataset names shards, and beside each clip in them is what is known of it.
"""

import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from psycopg2.sql import SQL, Composable, Literal

from annotation_server.catalog.queries import media_path
from annotation_server.core.errors import TandemError
from annotation_server.exports.folder import ExportFolder, Sink
from annotation_server.exports.formats.copied import copied
from annotation_server.exports.formats.cut import Cut, Options

RENDITION = ".mp4"
MEGABYTE = 1_000_000
PIECE = 1 << 20
VIDEOS = SQL("""
    SELECT t.prompt_id, v.video_id, r.name, r.sha256, v.source_name, v.source_path, v.sha256,
           t.text, v.video_text, v.generated_from
    FROM exports_snapshotconsensus c
    JOIN catalog_video v ON v.id = c.video_id
    JOIN catalog_prompt t ON t.id = v.prompt_id
    LEFT JOIN catalog_rendition r ON r.video_id = v.id
    WHERE c.snapshot_id = {snapshot} AND c.video_id IS NOT NULL
      AND NOT EXISTS (
        SELECT FROM exports_snapshotexclusion x
        WHERE x.snapshot_id = c.snapshot_id AND x.video_id = c.video_id
      )
    ORDER BY t.prompt_id COLLATE "C", v.video_id COLLATE "C"
""")


class VideoMissingError(TandemError):
    """A rendition or an original that the database knows is not in the store."""

    code = "video_missing"


def video_path(prompt_id: str | None, video_id: str | None, ending: str | None = None) -> str:
    """Give where a video lies below the dataset's folder; the published files say the same."""
    return f"videos/{prompt_id}/{video_id}{ending or RENDITION}"


def ending_of(options: Options, source_name: str) -> Composable:
    """Give the column that has the ending of a clip's file; empty for a rendition's."""
    if not (options.videos and options.originals):
        return SQL("''")
    return SQL("lower(substring({} from {}))").format(SQL(source_name), Literal(r"\.[^./]+$"))


def path_of(options: Options, video: str) -> Composable:
    """Give the column that has the path of a clip's file, of the table of that name."""
    return SQL("format({path}, t.prompt_id, {video}.video_id, {ending})").format(
        path=Literal(video_path("%s", "%s", "%s")),
        video=SQL(video),
        ending=SQL("coalesce(nullif({}, ''), {})").format(
            ending_of(options, f"{video}.source_name"), Literal(RENDITION)
        ),
    )


@dataclass(frozen=True, slots=True)
class Clip:
    """One file to hand over: `name` is where it goes, `about` what is known of it."""

    name: str
    stored: Path
    sha256: str
    about: dict[str, str | None]

    @property
    def size(self) -> int:
        return self.stored.stat().st_size


def hand_over(cut: Cut, folder: ExportFolder) -> int:
    """Put the clips into the export, in the way that was chosen; returns how many."""
    clips = _clips(cut)
    if cut.options.shard_mb:
        return _pack(clips, folder, cut.options.shard_mb * MEGABYTE)
    count = 0
    for clip in clips:
        if cut.options.originals:
            if not folder.copy(clip.name, clip.stored, clip.sha256):
                raise _missing(clip.about["video_id"], "has other bytes than it was imported with")
        else:
            folder.link(clip.name, clip.stored, clip.sha256)
        folder.beat(1)
        count += 1
    return count


def _clips(cut: Cut) -> Iterator[Clip]:
    for row in copied(VIDEOS.format(snapshot=Literal(str(cut.snapshot.pk)))):
        prompt, video, name, digest, source_name, source, source_digest, *words = row
        if cut.options.originals:
            ending = PurePosixPath(source_name or "").suffix.lower()
            stored, digest = Path(source or ""), source_digest
        else:
            ending, stored = RENDITION, media_path(name or "")
        if not (source if cut.options.originals else name) or not stored.is_file():
            raise _missing(video, "is not in the store")
        keys = ("prompt_id", "video_id", "prompt_text", "video_text", "generated_from")
        about = dict(zip(keys, (prompt, video, *words), strict=True))
        yield Clip(video_path(prompt, video, ending), stored, digest or "", about)


def _missing(video_id: str | None, why: str) -> VideoMissingError:
    return VideoMissingError(
        f"The file of video {video_id} {why}. Retry that video on the corpus' page, or export "
        "without videos."
    )


def _pack(clips: Iterator[Clip], folder: ExportFolder, most: int) -> int:
    """Fill tar files one after the other; those that an earlier attempt finished are kept."""
    count = 0
    for shard, group in enumerate(_groups(clips, most)):
        name, made_of = f"videos-{shard:05}.tar", _made_of(group)
        if folder.keep(name, made_of):
            folder.beat(len(group))
        else:
            with folder.binary(name) as sink:
                for clip in group:
                    _add(sink, clip)
                    folder.beat(1)
                sink.write(bytes(2 * tarfile.BLOCKSIZE))
            folder.note(name, made_of)
        count += len(group)
    return count


def _groups(clips: Iterator[Clip], most: int) -> Iterator[list[Clip]]:
    """Yield the clips of each tar file: one at least."""
    group: list[Clip] = []
    filled = 0
    for clip in clips:
        if group and filled + clip.size > most:
            yield group
            group, filled = [], 0
        group.append(clip)
        filled += sum(tarfile.BLOCKSIZE + _padded(size) for size in (clip.size, len(_about(clip))))
    if group:
        yield group


def _made_of(group: list[Clip]) -> str:
    """Tell apart what goes into a tar file: names, bytes and what is known of them."""
    parts = [[clip.name, clip.sha256, clip.about] for clip in group]
    return sha256(json.dumps(parts).encode()).hexdigest()


def _padded(size: int) -> int:
    return size + -size % tarfile.BLOCKSIZE


def _about(clip: Clip) -> bytes:
    return json.dumps(clip.about, ensure_ascii=False).encode()


def _add(sink: Sink, clip: Clip) -> None:
    """Nothing but names and bytes goes in: the same clips make the same file.

    Raises VideoMissingError when the bytes are no longer those that were imported or made.
    """
    size, digest = clip.size, sha256()
    sink.write(_header(clip.name, size))
    with clip.stored.open("rb") as source:
        while piece := source.read(PIECE):
            digest.update(piece)
            sink.write(piece)
    if digest.hexdigest() != clip.sha256:
        raise _missing(clip.about["video_id"], "has other bytes than it had")
    sink.write(bytes(-size % tarfile.BLOCKSIZE))
    about = _about(clip)
    sink.write(_header(str(PurePosixPath(clip.name).with_suffix(".json")), len(about)))
    sink.write(about + bytes(-len(about) % tarfile.BLOCKSIZE))


def _header(name: str, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.size = size
    return member.tobuf(tarfile.USTAR_FORMAT, "utf-8", "strict")
